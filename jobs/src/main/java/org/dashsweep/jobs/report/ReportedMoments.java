package org.dashsweep.jobs.report;

import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.descriptive.summary.Sum;

/** Adds up values one by one: the only arithmetic of means and spreads. */
final class ReportedMoments {
  /** Rounding error of a metric relative to its magnitude; one example in a million is more. */
  static final double ROUNDING = 1e-12;

  private final Sum sum = new Sum();
  private final StandardDeviation deviation = new StandardDeviation();
  private final double magnitude;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;

  /** Moments of values that are as they were measured. */
  ReportedMoments() {
    this(0);
  }

  /**
   * Moments of values that were computed from others.
   *
   * @param magnitude largest absolute value of these others: what is smaller than their rounding
   *     error is 0
   */
  ReportedMoments(double magnitude) {
    this.magnitude = magnitude;
  }

  void add(double value) {
    sum.increment(value);
    deviation.increment(value);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }

  /** Values that differ by no more than rounding are equal, and their spread is 0. */
  ReportedSample sample() {
    int size = Math.toIntExact(sum.getN());
    double mean = sum.getResult() / size;
    if (size < 2) {
      return new ReportedSample(size, mean, Double.NaN);
    }
    double rounding = ROUNDING * Math.max(magnitude, Math.max(Math.abs(least), Math.abs(most)));
    if (most - least > rounding || Double.isNaN(mean)) {
      return new ReportedSample(
          size, mean, Double.isNaN(mean) ? Double.NaN : deviation.getResult());
    }
    return new ReportedSample(size, Math.abs(mean) <= rounding ? 0 : mean, 0);
  }
}
