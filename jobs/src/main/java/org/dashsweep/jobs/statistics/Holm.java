package org.dashsweep.jobs.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction for several tests (Scandinavian Journal of Statistics 6, 1979). Equals {@code
 * p.adjust(p, "holm")} of R and {@code multipletests(p, method="holm")} of statsmodels.
 */
public final class Holm {
  private Holm() {}

  /**
   * Returns adjusted p-values: those below a level are rejected with at most that probability of
   * any wrong rejection.
   *
   * @param p of the tests of one family; NaN for a test that was not made, which stays NaN and
   *     counts as no member
   */
  public static double[] adjust(double[] p) {
    double[] adjusted = p.clone();
    List<Integer> order =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .toList();
    double largest = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      int index = order.get(rank);
      largest = Math.max(largest, Math.min(1, (order.size() - rank) * p[index]));
      adjusted[index] = largest;
    }
    return adjusted;
  }
}
