package org.dashsweep.jobs.statistics;

/** An interval of numbers from low to high, both included. */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("low must not be above high: " + low + ", " + high);
    }
  }

  /** Returns whether a value lies inside. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** Returns how far a value lies outside, with its sign; 0 inside. */
  public double distance(double value) {
    if (contains(value)) {
      return 0;
    }
    return value < low ? value - low : value - high;
  }
}
