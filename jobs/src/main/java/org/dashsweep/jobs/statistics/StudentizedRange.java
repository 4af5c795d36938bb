package org.dashsweep.jobs.statistics;

import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The distribution of the range of independent standard normal values: the studentised range with
 * infinitely many degrees of freedom. Equals {@code scipy.stats.studentized_range(k, inf)} and
 * {@code ptukey(q, k, Inf)} of R.
 */
final class StudentizedRange {
  private static final int POINTS = 16;
  private static final int INTEGRAND_EVALUATIONS = 100_000;
  private static final double FAR = 9;
  private static final double LARGEST = 50;
  private static final double ACCURACY = 1e-10;
  private static final int EVALUATIONS = 200;
  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

  private StudentizedRange() {}

  /**
   * Returns the probability of a smaller range: k ∫ φ(z) (Φ(z) − Φ(z − q))^(k−1) dz.
   *
   * @param count k, how many values there are, at least 2
   */
  static double cumulativeProbability(double range, int count) {
    // A new one for each call: integrators count evaluations, and are no good to two threads.
    return new IterativeLegendreGaussIntegrator(POINTS, ACCURACY, ACCURACY)
        .integrate(
            INTEGRAND_EVALUATIONS,
            z ->
                count
                    * STANDARD.density(z)
                    * Math.pow(
                        STANDARD.cumulativeProbability(z)
                            - STANDARD.cumulativeProbability(z - range),
                        count - 1.0),
            -FAR,
            FAR);
  }

  /** Returns the range that is exceeded with a probability of 1 − p. */
  static double quantile(double probability, int count) {
    return new BrentSolver(ACCURACY)
        .solve(EVALUATIONS, q -> cumulativeProbability(q, count) - probability, 0, LARGEST);
  }
}
