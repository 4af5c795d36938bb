package org.dashsweep.jobs.directions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.dashsweep.directions.Comparison;
import org.dashsweep.trial.TrialResult.ChangeRate;

/**
 * The place of some trials' directions among the singular values, how few they are, and the curve
 * of their change rates, after the last update of each trial.
 *
 * @param model as the sweep names it
 * @param task as the sweep names it
 * @param method of the trials
 * @param rank of its adapters; empty for a method without one
 * @param matrices number of matrices of all trials
 * @param lowerQuartile of the places of the top 8, from 0 at the largest singular value to 1 at the
 *     smallest; a random choice has 0.25
 * @param median of the same; a random choice has 0.5
 * @param upperQuartile of the same; a random choice has 0.75
 * @param amongSmallest share of the top 8 that are among the 8 smallest singular values
 * @param randomAmongSmallest what a random choice scores
 * @param shareOfTop share of the sum of all rates that the top 8 have, in the mean over matrices
 * @param equalShareOfTop their share if all rates were equal
 * @param aboveMedian the largest rate over the median rate, the median over matrices
 * @param byIndex mean rates over equal parts of the directions, by falling singular value
 * @param last mean rates of the smallest singular values, by falling singular value
 * @param bySize mean of the largest rate, the 2nd, 4th, 8th largest and so on
 */
public record RateShape(
    String model,
    String task,
    String method,
    String rank,
    int matrices,
    double lowerQuartile,
    double median,
    double upperQuartile,
    double amongSmallest,
    double randomAmongSmallest,
    double shareOfTop,
    double equalShareOfTop,
    double aboveMedian,
    List<Double> byIndex,
    List<Double> last,
    List<Double> bySize) {
  private static final int QUARTER = 25;
  private static final int HALF = 50;
  private static final int THREE_QUARTERS = 75;

  public RateShape {
    byIndex = List.copyOf(byIndex);
    last = List.copyOf(last);
    bySize = List.copyOf(bySize);
  }

  /**
   * Describes some matrices.
   *
   * @param key says whose they are
   * @param rates of each, at least one
   */
  static RateShape of(Scored.Key key, List<ChangeRate> rates) {
    double[] places =
        rates.stream()
            .flatMapToDouble(
                rate ->
                    top(rate.topIndex()).stream()
                        .mapToDouble(index -> (double) index / Math.max(1, rate.directions() - 1)))
            .toArray();
    return new RateShape(
        key.model(),
        key.task(),
        key.method(),
        key.rank(),
        rates.size(),
        new Percentile().evaluate(places, QUARTER),
        new Percentile().evaluate(places, HALF),
        new Percentile().evaluate(places, THREE_QUARTERS),
        mean(rates, RateShape::amongSmallest),
        mean(rates, rate -> (double) ofTop(rate) / rate.directions()),
        mean(rates, RateShape::shareOfTop),
        mean(rates, rate -> (double) ofTop(rate) / rate.directions()),
        new Percentile()
            .evaluate(
                rates.stream().mapToDouble(rate -> rate.maxRate() / rate.medianRate()).toArray(),
                HALF),
        curve(rates, ChangeRate::rateByIndex),
        curve(rates, ChangeRate::rateOfLast),
        curve(rates, ChangeRate::rateBySize));
  }

  private static double mean(List<ChangeRate> rates, ToDoubleFunction<ChangeRate> value) {
    return rates.stream().mapToDouble(value).average().orElseThrow();
  }

  private static <T> List<T> top(List<T> ranked) {
    return ranked.subList(0, Math.min(Comparison.PREDICTED, ranked.size()));
  }

  private static int ofTop(ChangeRate rate) {
    return Math.min(Comparison.PREDICTED, rate.directions());
  }

  private static double amongSmallest(ChangeRate rate) {
    int from = rate.directions() - ofTop(rate);
    return (double) top(rate.topIndex()).stream().filter(index -> index >= from).count()
        / ofTop(rate);
  }

  private static double shareOfTop(ChangeRate rate) {
    return top(rate.topRate()).stream().mapToDouble(Float::doubleValue).sum() / rate.totalRate();
  }

  /** Returns the mean of curves, as long as the shortest: matrices differ in size. */
  private static List<Double> curve(
      List<ChangeRate> rates, Function<ChangeRate, List<Float>> values) {
    int length = rates.stream().mapToInt(rate -> values.apply(rate).size()).min().orElse(0);
    double[] sums = new double[length];
    for (ChangeRate rate : rates) {
      for (int i = 0; i < length; i++) {
        sums[i] += values.apply(rate).get(i);
      }
    }
    return new ArrayList<>(Arrays.stream(sums).map(sum -> sum / rates.size()).boxed().toList());
  }
}
