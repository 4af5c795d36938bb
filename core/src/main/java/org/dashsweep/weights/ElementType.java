package org.dashsweep.weights;

import java.util.List;
import java.util.Locale;

/**
 * The encoding of one element of a stored tensor; little-endian throughout. Files may hold types
 * that no model here computes with. A tensor of such a type is carried along, and refused where its
 * numbers are asked for.
 */
public enum ElementType {
  FLOAT64(64),
  FLOAT32(32),
  FLOAT16(16),
  BFLOAT16(16),
  FLOAT8_E5M2(8),
  FLOAT8_E4M3(8),
  FLOAT8_E8M0(8),
  FLOAT8_E4M3FNUZ(8),
  FLOAT8_E5M2FNUZ(8),
  FLOAT6_E2M3(6),
  FLOAT6_E3M2(6),
  FLOAT4(4),
  COMPLEX64(64),
  INT64(64),
  INT32(32),
  INT16(16),
  INT8(8),
  UINT64(64),
  UINT32(32),
  UINT16(16),
  UINT8(8),
  BOOLEAN(8);

  private final int bits;

  ElementType(int bits) {
    this.bits = bits;
  }

  /** Returns whether elements are numbers with a fraction that models here compute with. */
  public boolean isFloatingPoint() {
    return switch (this) {
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  /** Bits one element takes. */
  public int bits() {
    return bits;
  }

  /**
   * Returns bytes one element takes.
   *
   * @throws IllegalStateException if it takes a part of one
   */
  public int bytes() {
    if (bits % Byte.SIZE != 0) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "An element of %s takes %d bits", this, bits));
    }
    return bits / Byte.SIZE;
  }

  /**
   * Returns the bytes that a dense tensor of this type takes.
   *
   * @param shape sizes of the dimensions; empty for a scalar
   * @throws IllegalArgumentException if a size is negative, the product exceeds 63 bits, or the
   *     elements end inside a byte
   */
  public long bytes(List<Long> shape) {
    long elements = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("shape " + shape + " has a negative size");
      }
      elements = product(shape, elements, size);
    }
    if (bits >= Byte.SIZE) {
      return product(shape, elements, bytes());
    }
    long total = product(shape, elements, bits);
    if (total % Byte.SIZE != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "shape %s of %d-bit elements ends inside a byte", shape, bits));
    }
    return total / Byte.SIZE;
  }

  private static long product(List<Long> shape, long left, long right) {
    try {
      return Math.multiplyExact(left, right);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "shape " + shape + " has more elements than can be counted", e);
    }
  }
}
