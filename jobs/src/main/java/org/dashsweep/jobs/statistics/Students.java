package org.dashsweep.jobs.statistics;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** Student's distribution, for any positive degrees of freedom, infinitely many included. */
final class Students {
  /** Degrees of freedom from which it is the normal distribution to nine digits. */
  private static final double NORMAL = 1e9;

  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

  private Students() {}

  static double quantile(double probability, double degreesOfFreedom) {
    return degreesOfFreedom >= NORMAL
        ? STANDARD.inverseCumulativeProbability(probability)
        : new TDistribution(null, degreesOfFreedom).inverseCumulativeProbability(probability);
  }

  /** Returns the probability of a larger value. */
  static double upperTail(double value, double degreesOfFreedom) {
    // Of the negated value: 1 − p would lose the digits of small probabilities.
    return degreesOfFreedom >= NORMAL
        ? STANDARD.cumulativeProbability(-value)
        : new TDistribution(null, degreesOfFreedom).cumulativeProbability(-value);
  }
}
