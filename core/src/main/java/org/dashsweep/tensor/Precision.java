package org.dashsweep.tensor;

import ai.djl.ndarray.types.DataType;

/** Number formats of native tensors that hold weights. */
public enum Precision {
  FLOAT64(DataType.FLOAT64),
  FLOAT32(DataType.FLOAT32),
  FLOAT16(DataType.FLOAT16),
  BFLOAT16(DataType.BFLOAT16),
  INT64(DataType.INT64);

  private final DataType dataType;

  Precision(DataType dataType) {
    this.dataType = dataType;
  }

  DataType dataType() {
    return dataType;
  }

  /** Returns the width of one number in bytes. */
  public int bytes() {
    // DJL's own number is wrong for bfloat16.
    return switch (this) {
      case FLOAT64, INT64 -> 8;
      case FLOAT32 -> 4;
      case FLOAT16, BFLOAT16 -> 2;
    };
  }

  /** DJL's native code ends the process when it is asked for a format it has no number for. */
  void requireKnownToEngine() {
    if (this == BFLOAT16) {
      throw new IllegalArgumentException("Only scripts make tensors in bfloat16");
    }
  }
}
