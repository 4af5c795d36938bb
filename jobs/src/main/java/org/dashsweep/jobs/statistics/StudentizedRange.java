package org.dashsweep.jobs.statistics;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The distribution of the range of independent standard normal values: the studentised range with
 * infinitely many degrees of freedom. Equals {@code scipy.stats.studentized_range(k, inf)} and
 * {@code ptukey(q, k, Inf)} of R.
 */
final class StudentizedRange {
  private static final int POINTS = 400;
  private static final double FAR = 9;
  private static final double LARGEST = 50;
  private static final double ACCURACY = 1e-10;
  private static final int EVALUATIONS = 200;
  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);
  private static final GaussIntegrator INTEGRATOR =
      new GaussIntegratorFactory().legendre(POINTS, -FAR, FAR);

  private StudentizedRange() {}

  /**
   * Returns the probability of a smaller range: k ∫ φ(z) (Φ(z) − Φ(z − q))^(k−1) dz.
   *
   * @param count k, how many values there are, at least 2
   */
  static double cumulativeProbability(double range, int count) {
    return INTEGRATOR.integrate(
        z ->
            count
                * STANDARD.density(z)
                * Math.pow(
                    STANDARD.cumulativeProbability(z) - STANDARD.cumulativeProbability(z - range),
                    count - 1.0));
  }

  /** Returns the range that is exceeded with a probability of 1 − p. */
  static double quantile(double probability, int count) {
    return new BrentSolver(ACCURACY)
        .solve(EVALUATIONS, q -> cumulativeProbability(q, count) - probability, 0, LARGEST);
  }
}
