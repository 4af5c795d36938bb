package org.dashsweep.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A tensor as it lies in a checkpoint: nothing native is held, the bytes may be a memory-mapped
 * file. Safe to share between threads.
 *
 * @param type how an element is encoded
 * @param shape sizes of the dimensions, outermost first; empty for a scalar
 * @param content the elements
 */
public record StoredTensor(ElementType type, List<Long> shape, TensorContent content)
    implements WritableTensor {
  private static final int PIECE_BYTES = 8 << 20;
  private static final int PIECE_ELEMENTS = 1 << 16;

  /**
   * @throws IllegalArgumentException if the number of bytes does not match the shape
   */
  public StoredTensor {
    shape = List.copyOf(shape);
    long expected = type.bytes(shape);
    if (expected != content.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A %s tensor of shape %s takes %d bytes: %d",
              type,
              shape,
              expected,
              content.size()));
    }
  }

  /**
   * Makes a tensor of a buffer's remaining bytes.
   *
   * @param bytes the elements in row-major order, little-endian; read only
   * @throws IllegalArgumentException if their number does not match the shape
   */
  public StoredTensor(ElementType type, List<Long> shape, ByteBuffer bytes) {
    this(type, shape, new BytesInMemory(bytes));
  }

  /**
   * Returns a view of the elements, with a position of its own. Elements that do not lie in memory
   * are made anew for each caller.
   */
  public ByteBuffer bytes() {
    return content
        .inMemory()
        .orElseGet(
            () -> {
              ByteBuffer made = ByteBuffer.allocateDirect(Math.toIntExact(content.size()));
              content.reader().accept(made);
              return made.flip().asReadOnlyBuffer();
            })
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns number of elements. */
  public long elements() {
    return content.size() * Byte.SIZE / type.bits();
  }

  /** Passes on the elements' bytes in their order, in pieces that are good until the next one. */
  void forEachPiece(Consumer<ByteBuffer> target) {
    Optional<ByteBuffer> whole = content.inMemory();
    if (whole.isPresent()) {
      target.accept(whole.get());
      return;
    }
    Consumer<ByteBuffer> reader = content.reader();
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, content.size()));
    for (long rest = content.size(); rest > 0; rest -= piece.capacity()) {
      reader.accept(piece.clear().limit((int) Math.min(piece.capacity(), rest)));
      target.accept(piece.flip());
    }
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    try {
      forEachPiece(piece -> write(channel, piece));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(WritableByteChannel channel, ByteBuffer rest) {
    try {
      while (rest.hasRemaining()) {
        // Java copies what lies in the heap to native memory, all that it is given.
        ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE_BYTES, rest.remaining()));
        rest.position(rest.position() + channel.write(piece));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
    Consumer<ByteBuffer> reader = content.reader();
    return switch (type) {
      case FLOAT32 -> target -> fill(target, reader, (from, to) -> to.put(from.asFloatBuffer()));
      case FLOAT64 -> target -> fill(target, reader, each(from -> (float) from.getDouble()));
      case BFLOAT16 ->
          target -> fill(target, reader, each(from -> Float.intBitsToFloat(from.getShort() << 16)));
      case FLOAT16 -> target -> fill(target, reader, each(from -> float16(from.getShort())));
      default -> throw new IllegalStateException(type + " elements are not floating-point numbers");
    };
  }

  private void fill(FloatBuffer target, Consumer<ByteBuffer> reader, Conversion conversion) {
    int width = type.bytes();
    ByteBuffer piece =
        ByteBuffer.allocate(width * Math.min(target.remaining(), PIECE_ELEMENTS))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (target.hasRemaining()) {
      reader.accept(piece.clear().limit(Math.min(piece.capacity(), width * target.remaining())));
      conversion.convert(piece.flip(), target);
    }
  }

  private interface Conversion {
    void convert(ByteBuffer from, FloatBuffer to);
  }

  private interface ElementConversion {
    float next(ByteBuffer from);
  }

  private static Conversion each(ElementConversion conversion) {
    return (from, to) -> {
      while (from.hasRemaining()) {
        to.put(conversion.next(from));
      }
    };
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
    Consumer<FloatBuffer> own = floats();
    Consumer<FloatBuffer> others = other.floats();
    for (long from = 0; from < elements(); from += PIECE_ELEMENTS) {
      int count = (int) Math.min(PIECE_ELEMENTS, elements() - from);
      if (!Arrays.equals(next(own, count), next(others, count))) {
        return false;
      }
    }
    return true;
  }

  private static float[] next(Consumer<FloatBuffer> source, int count) {
    float[] floats = new float[count];
    source.accept(FloatBuffer.wrap(floats));
    return floats;
  }

  /** Returns the float that an IEEE 754 binary16 is: Java 20's {@code Float.float16ToFloat}. */
  public static float float16(short bits) {
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
