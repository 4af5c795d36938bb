package org.dashsweep.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A native tensor. It is owned by the {@link TensorScope} that made it and is freed with that
 * scope; {@link #close()} frees it earlier.
 *
 * <p>Shapes in this code base: N packed tokens, B examples (rows of a batch), T the longest example
 * of a batch. D is the hidden width, H the number of heads, d the width of a head, r the rank, s
 * the number of directions.
 */
public final class Tensor implements AutoCloseable {
  /** Elements of one copy between native and Java memory: 8 MiB in the widest format. */
  private static final int PIECE_ELEMENTS = 1 << 20;

  private final PtNDArray array;

  /**
   * Wraps an array of the engine; for this package and {@code script} only, as the architecture
   * test checks.
   */
  public Tensor(PtNDArray array) {
    this.array = array;
  }

  /** Returns the engine's own handle, for {@code script}. */
  public PtNDArray array() {
    return array;
  }

  /** Returns sizes of the dimensions. */
  public long[] shape() {
    return array.getShape().getShape();
  }

  /** Returns size of one dimension. */
  public long size(int dimension) {
    return array.getShape().get(dimension);
  }

  /** Returns number of elements. */
  public long elements() {
    return array.getShape().size();
  }

  /** Returns the device of the elements. */
  public Device device() {
    ai.djl.Device device = array.getDevice();
    return device.isGpu() ? Device.cuda(device.getDeviceId()) : Device.cpu();
  }

  /** Returns whether the elements are int64 rather than floating point. */
  public boolean isInteger() {
    return array.getDataType() == DataType.INT64;
  }

  /** Returns the only element, as a double. Waits for the device. */
  public double scalar() {
    if (elements() != 1) {
      throw new IllegalStateException("Not a scalar: " + Arrays.toString(shape()));
    }
    return floats()[0];
  }

  /** Returns the elements as floats, in row-major order. */
  public float[] floats() {
    FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(elements()));
    read(DataType.FLOAT32, piece -> values.put(piece.asFloatBuffer()));
    return values.array();
  }

  /** Returns the elements as longs, in row-major order. */
  public long[] longs() {
    LongBuffer values = LongBuffer.allocate(Math.toIntExact(elements()));
    read(DataType.INT64, piece -> values.put(piece.asLongBuffer()));
    return values.array();
  }

  /**
   * Writes the elements' bytes, little-endian, in row-major order. The tensor's size decides
   * nothing about the Java memory that this takes.
   */
  public void writeTo(WritableByteChannel channel) throws IOException {
    if (array.getDevice().isGpu() && array.getDataType() == DataType.BFLOAT16) {
      throw new IllegalStateException("The engine copies no bfloat16 from a GPU");
    }
    read(
        array.getDataType(),
        piece -> {
          while (piece.hasRemaining()) {
            channel.write(piece);
          }
        });
  }

  /**
   * Reads a run of the elements.
   *
   * @param <X> thrown by it
   */
  private interface PieceReader<X extends Exception> {
    /**
     * Takes the next elements.
     *
     * @param piece native memory, valid during the call
     */
    void read(ByteBuffer piece) throws X;
  }

  /** Reads the elements as numbers of a type, in pieces of the host's native memory. */
  private <X extends Exception> void read(DataType type, PieceReader<X> reader) throws X {
    long elements = elements();
    // DJL's own way through an array of the heap ends the process where the heap is too small.
    try (Tensor detached = detached();
        PtNDArray flat = JniUtils.flatten(detached.array, 0, -1)) {
      for (long from = 0; from < elements; from += PIECE_ELEMENTS) {
        long to = Math.min(elements, from + PIECE_ELEMENTS);
        try (PtNDArray piece = JniUtils.slice(flat, 0, from, to, 1)) {
          readPiece(piece, type, reader);
        }
      }
    }
  }

  private static <X extends Exception> void readPiece(
      PtNDArray piece, DataType type, PieceReader<X> reader) throws X {
    if (!piece.getDevice().isGpu() && piece.getDataType() == type) {
      reader.read(piece.toByteBuffer(true));
      return;
    }
    PtNDArray host = JniUtils.to(piece, type, ai.djl.Device.cpu());
    // What DJL moves to another device belongs to a manager below the tensor's own, which would
    // keep both until the end of the tensor's scope.
    PtNDManager manager = host.getManager();
    Runnable release = manager == piece.getManager() ? host::close : manager::close;
    try {
      reader.read(host.toByteBuffer(true));
    } finally {
      release.run();
    }
  }

  /** Makes gradients accumulate here when {@link Autograd#backward} runs. */
  public Tensor recordGradient() {
    JniUtils.attachGradient(array, true);
    return this;
  }

  /** Returns the same elements, sharing memory, without what was recorded of their origin. */
  public Tensor detached() {
    return new Tensor(JniUtils.detachGradient(array));
  }

  /**
   * Returns the same elements in memory of their own, without what was recorded of their origin.
   */
  public Tensor copy(TensorScope scope) {
    try (Tensor detached = detached()) {
      return scope.adopt(new Tensor((PtNDArray) detached.array.duplicate()));
    }
  }

  /**
   * Returns the accumulated gradient, sharing memory with the engine's own, or null before the
   * first backward pass that reached this tensor. The caller closes it.
   */
  public @Nullable Tensor gradient() {
    PtNDArray gradient = JniUtils.getGradient(array);
    return gradient == null ? null : new Tensor(gradient);
  }

  /** Returns rows [from, to) of the first dimension, sharing memory; in this tensor's scope. */
  public Tensor rows(long from, long to) {
    return new Tensor(JniUtils.slice(array, 0, from, to, 1));
  }

  /** Returns columns [from, to) of a matrix, sharing memory; in this tensor's scope. */
  public Tensor columns(long from, long to) {
    return new Tensor(JniUtils.slice(array, 1, from, to, 1));
  }

  /**
   * Returns the same values in another precision; in this tensor's scope.
   *
   * @param precision not bfloat16: a script converts to it
   */
  public Tensor converted(Precision precision) {
    precision.requireKnownToEngine();
    return new Tensor(array.toType(precision.dataType(), false));
  }

  /** Tensors joined along their first dimension, in the first one's scope. */
  public static Tensor concatenate(List<Tensor> parts) {
    return new Tensor(JniUtils.cat(parts.stream().map(Tensor::array).toArray(PtNDArray[]::new), 0));
  }

  /** Overwrites the elements of a float32 tensor, in row-major order. */
  public void set(float[] values) {
    if (values.length != elements()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d elements do not fill the shape %s",
              values.length,
              Arrays.toString(shape())));
    }
    FloatBuffer rest = FloatBuffer.wrap(values);
    fill(
        piece -> {
          int count = piece.remaining();
          piece.put(rest.slice().limit(count));
          rest.position(rest.position() + count);
        });
  }

  /**
   * Overwrites the elements of a float32 tensor, in row-major order. The tensor's size decides
   * nothing about the Java memory that this takes.
   *
   * @param source fills each buffer that it is given with the next elements
   */
  public void fill(Consumer<FloatBuffer> source) {
    fill(DataType.FLOAT32, piece -> source.accept(piece.asFloatBuffer()));
  }

  /**
   * Fills a tensor of any format, as {@link #fill} does, with its elements' little-endian bytes.
   */
  void fillBytes(Consumer<ByteBuffer> source) {
    fill(array.getDataType(), source);
  }

  private void fill(DataType type, Consumer<ByteBuffer> source) {
    if (array.getDataType() != type) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "Not %s: %s", type, array.getDataType()));
    }
    long elements = elements();
    if (elements == 0) {
      return;
    }
    long[] shape = shape();
    try (Tensor detached = detached();
        PtNDArray target =
            JniUtils.reshape(detached.array, shape.length == 0 ? new long[] {1} : shape)) {
      long[] piece = target.getShape().getShape();
      long rows = piece[0];
      long step = Math.max(1, PIECE_ELEMENTS / (elements / rows));
      for (long from = 0; from < rows; from += step) {
        piece[0] = Math.min(step, rows - from);
        try (PtNDArray host =
            JniUtils.createEmptyNdArray(
                array.getManager(),
                new Shape(piece),
                type,
                ai.djl.Device.cpu(),
                SparseFormat.DENSE)) {
          source.accept(host.toByteBuffer(true));
          put(target, host, from);
        }
      }
    }
  }

  /** Overwrites the elements by another tensor's, of the same shape, on the same device. */
  public void set(Tensor other) {
    if (!Arrays.equals(shape(), other.shape())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is not the shape %s",
              Arrays.toString(other.shape()),
              Arrays.toString(shape())));
    }
    try (Tensor detached = detached();
        Tensor source = other.detached()) {
      if (shape().length > 0) {
        put(detached.array, source.array, 0);
      } else {
        try (PtNDArray target = JniUtils.reshape(detached.array, new long[] {1});
            PtNDArray value = JniUtils.reshape(source.array, new long[] {1})) {
          put(target, value, 0);
        }
      }
    }
  }

  /** Puts rows over those from an index on, in place. */
  private static void put(PtNDArray target, PtNDArray rows, long from) {
    JniUtils.indexSet(
        target,
        rows,
        new long[] {from},
        new long[] {from + rows.getShape().get(0)},
        new long[] {1});
  }

  @Override
  public void close() {
    array.close();
  }
}
