package org.dashsweep.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.adapter.ChangeRates;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.RateProfile;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;

/**
 * The form of recorded change rates in a training's checkpoint: float64, a row for each matrix and
 * update.
 *
 * <p>A row holds the update, the layer's index among the base's, the number of directions, mean,
 * median, largest and sum. Index, rate and σ of each top direction follow, then the profile's three
 * lists, NaN where there is none.
 */
final class RateHistory {
  private static final int SUMMARY_COLUMNS = 7;
  private static final int TOP_COLUMNS = 3;
  private static final int COLUMNS =
      SUMMARY_COLUMNS
          + TOP_COLUMNS * ChangeRates.TOP
          + RateProfile.PARTS
          + RateProfile.LAST
          + RateProfile.SIZES;

  private RateHistory() {}

  static StoredTensor write(List<RateRecord> records, List<LinearLayer> layers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(records.size() * COLUMNS * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (RateRecord each : records) {
      ChangeRates rates = each.rates();
      bytes
          .putDouble(each.step())
          .putDouble(layers.indexOf(rates.layer()))
          .putDouble(rates.directions())
          .putDouble(rates.mean())
          .putDouble(rates.median())
          .putDouble(rates.largest())
          .putDouble(rates.sum());
      for (ChangeRates.Ranked top : rates.top()) {
        bytes.putDouble(top.index()).putDouble(top.rate()).putDouble(top.sigma());
      }
      fill(bytes, (ChangeRates.TOP - rates.top().size()) * TOP_COLUMNS);
      put(bytes, rates.profile().byIndex(), RateProfile.PARTS);
      put(bytes, rates.profile().last(), RateProfile.LAST);
      put(bytes, rates.profile().bySize(), RateProfile.SIZES);
    }
    return new StoredTensor(
        ElementType.FLOAT64, List.of((long) records.size(), (long) COLUMNS), bytes.flip());
  }

  private static void put(ByteBuffer bytes, List<Double> values, int places) {
    values.forEach(bytes::putDouble);
    fill(bytes, places - values.size());
  }

  private static void fill(ByteBuffer bytes, int places) {
    for (int i = 0; i < places; i++) {
      bytes.putDouble(Double.NaN);
    }
  }

  /**
   * Reads what {@link #write} gave.
   *
   * @throws IllegalArgumentException if it is of another form, or of other layers
   */
  static List<RateRecord> read(StoredTensor saved, List<LinearLayer> layers) {
    if (saved.type() != ElementType.FLOAT64
        || saved.shape().size() != 2
        || saved.shape().get(1) != COLUMNS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the change rates are %s of shape %s instead of float64 in rows of %d",
              saved.type(),
              saved.shape(),
              COLUMNS));
    }
    ByteBuffer bytes = saved.bytes();
    List<RateRecord> records = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int step = (int) bytes.getDouble();
      LinearLayer layer = layer(bytes.getDouble(), layers);
      records.add(
          new RateRecord(
              step,
              new ChangeRates(
                  layer,
                  (int) bytes.getDouble(),
                  bytes.getDouble(),
                  bytes.getDouble(),
                  bytes.getDouble(),
                  bytes.getDouble(),
                  top(bytes),
                  new RateProfile(
                      values(bytes, RateProfile.PARTS),
                      values(bytes, RateProfile.LAST),
                      values(bytes, RateProfile.SIZES)))));
    }
    return records;
  }

  private static LinearLayer layer(double index, List<LinearLayer> layers) {
    if (!(index >= 0 && index < layers.size())) {
      throw new IllegalArgumentException("the change rates are of a layer that is not the base's");
    }
    return layers.get((int) index);
  }

  private static List<ChangeRates.Ranked> top(ByteBuffer bytes) {
    List<ChangeRates.Ranked> top = new ArrayList<>();
    for (int i = 0; i < ChangeRates.TOP; i++) {
      double index = bytes.getDouble();
      double rate = bytes.getDouble();
      double sigma = bytes.getDouble();
      if (!Double.isNaN(index)) {
        top.add(new ChangeRates.Ranked((int) index, rate, sigma));
      }
    }
    return top;
  }

  private static List<Double> values(ByteBuffer bytes, int places) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      double value = bytes.getDouble();
      if (!Double.isNaN(value)) {
        values.add(value);
      }
    }
    return values;
  }
}
