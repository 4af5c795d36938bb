package org.dashsweep.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

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
  private static final int PIECE_BYTES = 8 << 20;
  private static final int PIECE_ELEMENTS = 1 << 16;

  /**
   * @throws IllegalArgumentException if the buffer's remaining bytes do not match the shape
   */
  public StoredTensor {
    shape = List.copyOf(shape);
    long expected = type.bytes(shape);
    if (expected != bytes.remaining()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A %s tensor of shape %s takes %d bytes: %d",
              type,
              shape,
              expected,
              bytes.remaining()));
    }
    bytes = bytes.slice().asReadOnlyBuffer();
  }

  /** Returns a new view of the elements, with a position of its own. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns number of elements. */
  public long elements() {
    return bytes.capacity() * (long) Byte.SIZE / type.bits();
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer rest = bytes();
    while (rest.hasRemaining()) {
      // Java copies what lies in the heap to native memory, all that it is given.
      ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE_BYTES, rest.remaining()));
      rest.position(rest.position() + channel.write(piece));
    }
  }

  /**
   * Returns a copy of the elements as {@link #floats} gives them.
   *
   * @throws IllegalStateException if the elements are not floating-point numbers
   */
  public float[] toFloats() {
    float[] floats = new float[Math.toIntExact(elements())];
    floats().accept(FloatBuffer.wrap(floats));
    return floats;
  }

  /**
   * Returns a source of the elements as floats in row-major order: each buffer is filled with the
   * next ones. float64 is rounded, the 16-bit types are exact.
   *
   * @throws IllegalStateException if the elements are not floating-point numbers
   */
  public Consumer<FloatBuffer> floats() {
    ByteBuffer rest = bytes();
    return switch (type) {
      case FLOAT32 -> target -> fill(target, rest);
      case FLOAT64 -> target -> fill(target, () -> (float) rest.getDouble());
      case BFLOAT16 -> target -> fill(target, () -> Float.intBitsToFloat(rest.getShort() << 16));
      case FLOAT16 -> target -> fill(target, () -> float16(rest.getShort()));
      default -> throw new IllegalStateException(type + " elements are not floating-point numbers");
    };
  }

  private static void fill(FloatBuffer target, ByteBuffer rest) {
    int count = target.remaining();
    target.put(rest.asFloatBuffer().limit(count));
    rest.position(rest.position() + count * Float.BYTES);
  }

  private static void fill(FloatBuffer target, FloatSupplier next) {
    while (target.hasRemaining()) {
      target.put(next.get());
    }
  }

  private interface FloatSupplier {
    float get();
  }

  /**
   * Returns whether another tensor has the same shape and, as floats, the same elements. A copy in
   * another precision has them too where nothing was rounded. Takes little memory, whatever the
   * tensors' size.
   */
  public boolean equalsAsFloats(StoredTensor other) {
    if (!shape.equals(other.shape) || !type.isFloatingPoint() || !other.type.isFloatingPoint()) {
      return equals(other);
    }
    int elements = Math.toIntExact(elements());
    for (int from = 0; from < elements; from += PIECE_ELEMENTS) {
      int count = Math.min(PIECE_ELEMENTS, elements - from);
      if (!Arrays.equals(piece(from, count).toFloats(), other.piece(from, count).toFloats())) {
        return false;
      }
    }
    return true;
  }

  private StoredTensor piece(int from, int count) {
    return new StoredTensor(
        type, List.of((long) count), bytes.slice(from * type.bytes(), count * type.bytes()));
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
   * Returns the elements as longs.
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
