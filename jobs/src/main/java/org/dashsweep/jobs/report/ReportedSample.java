package org.dashsweep.jobs.report;

import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Mean and spread of independent measurements of a quantity.
 *
 * @param size how many there are, at least 1
 * @param mean their mean
 * @param standardDeviation with n − 1 in the denominator; 0 if measurements differ by rounding
 *     only, NaN for a single one
 */
record ReportedSample(int size, double mean, double standardDeviation) {
  static ReportedSample of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sample needs at least one value");
    }
    return of(values, 0);
  }

  /**
   * Returns a sample of differences.
   *
   * @param magnitude largest absolute value of what was subtracted, which their rounding error is
   *     relative to
   */
  static ReportedSample ofDifferences(List<Double> values, double magnitude) {
    return of(values, magnitude);
  }

  private static ReportedSample of(List<Double> values, double magnitude) {
    ReportedMoments moments = new ReportedMoments(magnitude);
    values.forEach(moments::add);
    return moments.sample();
  }

  /**
   * Returns the interval of Student's t distribution for the mean, which supposes normally
   * distributed values. None for a single measurement, nor for equal ones: they say nothing of the
   * spread. None either if a value is undefined.
   *
   * @param confidence in (0, 1), such as 0.95
   */
  Optional<Interval> interval(double confidence) {
    if (size < 2 || standardDeviation == 0 || Double.isNaN(standardDeviation)) {
      return Optional.empty();
    }
    double t = new TDistribution(size - 1).inverseCumulativeProbability(0.5 + confidence / 2);
    double half = t * standardDeviation / Math.sqrt(size);
    return Optional.of(new Interval(mean - half, mean + half));
  }

  /** An interval from low to high. */
  record Interval(double low, double high) {
    boolean contains(double value) {
      return low <= value && value <= high;
    }
  }
}
