package org.dashsweep.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor as it lies in a checkpoint: nothing native is held, the bytes may be a memory-mapped
 * file. Safe to share between threads.
 *
 * @param type how an element is encoded
 * @param shape sizes of the dimensions, outermost first; empty for a scalar
 * @param bytes the elements in row-major order, little-endian; read only
 */
public record StoredTensor(ElementType type, List<Long> shape, ByteBuffer bytes)
    implements WritableTensor {
  /**
   * @throws IllegalArgumentException if the buffer's remaining bytes are not those of the shape
   */
  public StoredTensor {
    shape = List.copyOf(shape);
    long expected = type.bytes(shape);
    if (expected != bytes.remaining()) {
      throw new IllegalArgumentException(
          "A %s tensor of shape %s takes %d bytes: %d"
              .formatted(type, shape, expected, bytes.remaining()));
    }
    bytes = bytes.slice().asReadOnlyBuffer();
  }

  /** A new view of the elements, with a position of its own. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Number of elements. */
  public long elements() {
    return bytes.capacity() / type.bytes();
  }

  /**
   * A copy of the elements as floats in row-major order; float64 is rounded, the 16-bit types are
   * exact.
   *
   * @throws IllegalStateException if the elements are not floating-point numbers
   */
  public float[] toFloats() {
    ByteBuffer source = bytes();
    float[] floats = new float[source.remaining() / type.bytes()];
    switch (type) {
      case FLOAT32 -> source.asFloatBuffer().get(floats);
      case FLOAT64 -> {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) source.getDouble();
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = Float.intBitsToFloat(source.getShort() << 16);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = float16(source.getShort());
        }
      }
      case INT64, INT32, INT16, INT8, UINT8, BOOLEAN ->
          throw new IllegalStateException(type + " elements are not floating-point numbers");
    }
    return floats;
  }

  /** IEEE 754 binary16; {@code Float.float16ToFloat} only came with Java 20. */
  private static float float16(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> Float.intBitsToFloat(0x7f80_0000 | fraction << 13);
          default -> Float.intBitsToFloat((exponent + 127 - 15) << 23 | fraction << 13);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  /**
   * The elements as longs.
   *
   * @throws IllegalStateException unless they are int64
   */
  public long[] toLongs() {
    if (type != ElementType.INT64) {
      throw new IllegalStateException("Not int64: " + type);
    }
    long[] values = new long[Math.toIntExact(elements())];
    bytes().asLongBuffer().get(values);
    return values;
  }
}
