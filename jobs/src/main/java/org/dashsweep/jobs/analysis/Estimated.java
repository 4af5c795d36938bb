package org.dashsweep.jobs.analysis;

import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * An estimate with its 95 % interval.
 *
 * @param lower lower end, or null if there is no interval
 * @param upper upper end, or null if there is no interval
 */
record Estimated(double value, @Nullable Double lower, @Nullable Double upper) {
  private static final double UPPER_QUANTILE = 0.975;

  /** An estimate whose standard error is not known. */
  static Estimated alone(double value) {
    return new Estimated(value, null, null);
  }

  /**
   * An estimate with Student's interval.
   *
   * @param standardError of the value
   * @param degreesOfFreedom of the standard error; below 1 there is no interval
   */
  static Estimated of(double value, double standardError, long degreesOfFreedom) {
    if (degreesOfFreedom < 1 || !Double.isFinite(standardError)) {
      return alone(value);
    }
    double half =
        standardError
            * new TDistribution((double) degreesOfFreedom)
                .inverseCumulativeProbability(UPPER_QUANTILE);
    return new Estimated(value, value - half, value + half);
  }
}
