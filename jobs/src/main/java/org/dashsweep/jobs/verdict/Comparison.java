package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.jobs.statistics.CrossedMean;

/**
 * Pairs of a method and its baseline at the same settings, one for each seed that both have.
 *
 * @param settings that the pairs are at
 * @param pairs by seed, at least one
 */
record Comparison(String settings, List<Pair> pairs) {
  /** Two values that differ in their method alone. */
  record Pair(Measured method, Measured baseline) {
    double difference() {
      return method.value() - baseline.value();
    }

    boolean isDefined() {
      return Double.isFinite(method.value()) && Double.isFinite(baseline.value());
    }

    /** The seed of the pair; one of a method without seeds goes with every other. */
    String seed() {
      return String.valueOf(method.seed() == null ? baseline.seed() : method.seed());
    }

    /** Tells whether both answer every example alike. */
    boolean isIdentical() {
      double[] differences = influences().values();
      return difference() == 0
          && differences.length > 0
          && Arrays.stream(differences).allMatch(each -> each == 0);
    }

    private Influences influences() {
      return Influences.sum(
          List.of(method.influences(), baseline.influences()), new double[] {1, -1});
    }
  }

  Comparison {
    pairs = List.copyOf(pairs);
  }

  List<String> seeds() {
    return pairs.stream().map(Pair::seed).toList();
  }

  boolean isDefined() {
    return pairs.stream().allMatch(Pair::isDefined);
  }

  /**
   * Estimates the mean difference over several comparisons that have the same seeds. A seed's value
   * is its mean over them: settings are chosen and no sample.
   */
  static CrossedMean difference(List<Comparison> comparisons) {
    List<Double> bySeed = new ArrayList<>();
    List<Influences> influences = new ArrayList<>();
    double[] weights = new double[comparisons.size()];
    Arrays.fill(weights, 1.0 / weights.length);
    for (int seed = 0; seed < comparisons.get(0).pairs().size(); seed++) {
      List<Pair> same = new ArrayList<>();
      for (Comparison comparison : comparisons) {
        same.add(comparison.pairs().get(seed));
      }
      bySeed.add(same.stream().mapToDouble(Pair::difference).average().orElseThrow());
      influences.add(Influences.sum(same.stream().map(Pair::influences).toList(), weights));
    }
    return SeedMeans.of(bySeed, influences);
  }
}
