package org.dashsweep.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The shape of one matrix's change rates: enough to draw figure 1 of Si et al., 2025, in a size
 * that does not grow with the matrix.
 *
 * @param byIndex means over {@link #PARTS} equal parts of the directions, by falling singular
 *     value; each direction alone where there are fewer
 * @param last rates of the {@link #LAST} smallest singular values, by falling singular value
 * @param bySize the largest rate, the 2nd, 4th, 8th largest and so on
 */
public record RateProfile(List<Double> byIndex, List<Double> last, List<Double> bySize) {
  /** Parts that directions are divided into. */
  public static final int PARTS = 32;

  /** Directions at the end that are kept one by one. */
  public static final int LAST = 16;

  /** The most numbers that {@link #bySize} can have: an int has no more powers of two. */
  public static final int SIZES = Integer.SIZE - 1;

  public RateProfile {
    byIndex = List.copyOf(byIndex);
    last = List.copyOf(last);
    bySize = List.copyOf(bySize);
  }

  /**
   * Returns the profile of some rates.
   *
   * @param rates at least one, by falling singular value
   */
  static RateProfile of(double[] rates) {
    int parts = Math.min(PARTS, rates.length);
    List<Double> means = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int from = Math.toIntExact((long) part * rates.length / parts);
      int to = Math.toIntExact((part + 1L) * rates.length / parts);
      means.add(Arrays.stream(rates, from, to).average().orElseThrow());
    }
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    List<Double> largest = new ArrayList<>();
    for (long place = 1; place <= sorted.length; place *= 2) {
      largest.add(sorted[Math.toIntExact(sorted.length - place)]);
    }
    return new RateProfile(
        means,
        Arrays.stream(rates, Math.max(0, rates.length - LAST), rates.length).boxed().toList(),
        largest);
  }
}
