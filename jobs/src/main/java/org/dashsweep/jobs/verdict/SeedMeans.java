package org.dashsweep.jobs.verdict;

import java.util.List;
import java.util.Objects;
import org.dashsweep.jobs.statistics.CrossedMean;

/** Means over seeds and examples. */
final class SeedMeans {
  private SeedMeans() {}

  /**
   * Estimates a mean.
   *
   * @param bySeed the seeds' values
   * @param influences on each; examples count only if all values have the same
   */
  static CrossedMean of(List<Double> bySeed, List<Influences> influences) {
    double[] values = bySeed.stream().mapToDouble(value -> value).toArray();
    boolean crossed =
        influences.stream()
            .allMatch(
                each ->
                    each.size() > 1
                        && Objects.equals(each.examples(), influences.get(0).examples()));
    double[][] matrix =
        crossed
            ? influences.stream().map(Influences::values).toArray(double[][]::new)
            : new double[0][];
    return CrossedMean.of(
        values, matrix, influences.stream().mapToDouble(Influences::answer).max().orElse(0));
  }

  static CrossedMean of(List<Measured> seeds) {
    return of(
        seeds.stream().map(Measured::value).toList(),
        seeds.stream().map(Measured::influences).toList());
  }
}
