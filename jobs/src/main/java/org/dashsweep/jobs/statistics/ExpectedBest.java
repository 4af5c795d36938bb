package org.dashsweep.jobs.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * The expected result of choosing the best of fewer candidates than were tried. Source: Dodge et
 * al., Show Your Work: Improved Reporting of Experimental Results, EMNLP 2019; here for subsets
 * drawn without replacement, over which the expectation is exact.
 */
public final class ExpectedBest {
  private ExpectedBest() {}

  /**
   * Returns the expected value of the candidate that is chosen among k of the n candidates.
   *
   * @param judged by which a candidate is chosen; more is better. Of equals the first is chosen
   * @param value of each candidate where it counts
   * @param k from 1 to n
   */
  public static double of(double[] judged, double[] value, int k) {
    int n = judged.length;
    if (value.length != n || k < 1 || k > n) {
      throw new IllegalArgumentException("k must be from 1 to " + n + ": " + k);
    }
    List<Integer> order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> judged[i]).reversed())
            .toList();
    double expected = 0;
    for (int better = 0; better + k <= n; better++) {
      // All others of the subset come from those that are judged worse.
      double probability =
          CombinatoricsUtils.binomialCoefficientDouble(n - better - 1, k - 1)
              / CombinatoricsUtils.binomialCoefficientDouble(n, k);
      expected += probability * value[order.get(better)];
    }
    return expected;
  }
}
