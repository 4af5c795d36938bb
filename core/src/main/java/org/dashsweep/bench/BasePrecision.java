package org.dashsweep.bench;

import java.util.Locale;
import org.dashsweep.tensor.Precision;

/** Number formats that a frozen base can be benchmarked in. */
public enum BasePrecision {
  FLOAT32(Precision.FLOAT32),
  BFLOAT16(Precision.BFLOAT16);

  private final Precision precision;

  BasePrecision(Precision precision) {
    this.precision = precision;
  }

  Precision precision() {
    return precision;
  }

  /** As sweep files and the command line write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
