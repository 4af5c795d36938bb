package org.dashsweep.benchmark;

import java.util.Locale;
import org.dashsweep.tensor.Precision;

/** Number formats that a frozen base can be benchmarked in. */
public enum BenchmarkPrecision {
  FLOAT32(Precision.FLOAT32, 1e-3),
  BFLOAT16(Precision.BFLOAT16, 5e-2);

  private final Precision precision;
  private final double logitTolerance;

  BenchmarkPrecision(Precision precision, double logitTolerance) {
    this.precision = precision;
    this.logitTolerance = logitTolerance;
  }

  /**
   * The one of that name, as sweep files and the command line write it.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static BenchmarkPrecision named(String name) {
    for (BenchmarkPrecision precision : values()) {
      if (precision.toString().equals(name)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT, "base-precision %s is not known: use %s or %s", name, FLOAT32, BFLOAT16));
  }

  Precision precision() {
    return precision;
  }

  /** By which share of the largest logit a deep model's logits may differ for rounding alone. */
  double logitTolerance() {
    return logitTolerance;
  }

  /** Returns the name in sweep files and on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
