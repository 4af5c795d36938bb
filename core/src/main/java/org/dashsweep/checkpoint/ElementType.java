package org.dashsweep.checkpoint;

import java.util.List;

/** How one element of a stored tensor is encoded; little-endian throughout. */
public enum ElementType {
  FLOAT64(8),
  FLOAT32(4),
  FLOAT16(2),
  BFLOAT16(2),
  INT64(8),
  INT32(4),
  INT16(2),
  INT8(1),
  UINT8(1),
  BOOLEAN(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Whether elements are numbers with a fraction: a format of weights. */
  public boolean isFloatingPoint() {
    return switch (this) {
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> true;
      case INT64, INT32, INT16, INT8, UINT8, BOOLEAN -> false;
    };
  }

  /** Bytes one element takes. */
  public int bytes() {
    return bytes;
  }

  /**
   * Bytes a dense tensor of this type takes.
   *
   * @param shape sizes of the dimensions; empty for a scalar
   * @throws IllegalArgumentException if a size is negative or the product does not fit in 63 bits
   */
  public long bytes(List<Long> shape) {
    long product = bytes;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("shape " + shape + " has a negative size");
      }
      try {
        product = Math.multiplyExact(product, size);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "shape " + shape + " has more elements than can be counted", e);
      }
    }
    return product;
  }
}
