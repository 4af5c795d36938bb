package org.dashsweep.verification;

import java.util.Locale;

/**
 * The largest difference allowed between a recomputed tensor and its reference. It is {@code
 * absolute} + {@code relative} × the reference's largest absolute value.
 */
public record Tolerance(double absolute, double relative) {
  public Tolerance {
    if (!(absolute >= 0 && relative >= 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "A tolerance must not be negative: %s, %s", absolute, relative));
    }
  }

  /** Returns the same difference everywhere. */
  public static Tolerance absolute(double bound) {
    return new Tolerance(bound, 0);
  }

  /** Returns a share of the reference's largest absolute value. */
  public static Tolerance relative(double bound) {
    return new Tolerance(0, bound);
  }

  /** Returns the largest difference allowed in a tensor with that largest absolute value. */
  public double limit(double largestValue) {
    return absolute + relative * largestValue;
  }

  /** Returns a text such as {@code 1e-4} or {@code 1e-5 relative}. */
  @Override
  public String toString() {
    if (relative == 0) {
      return scientific(absolute);
    }
    return (absolute == 0 ? "" : scientific(absolute) + " + ") + scientific(relative) + " relative";
  }

  private static String scientific(double value) {
    return String.format(Locale.ROOT, "%.0e", value).replaceAll("e([+-])0*(\\d)", "e$1$2");
  }
}
