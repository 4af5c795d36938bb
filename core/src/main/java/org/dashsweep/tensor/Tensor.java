package org.dashsweep.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A native tensor. It is owned by the {@link TensorScope} that made it and is freed with that
 * scope; {@link #close()} frees it earlier.
 *
 * <p>Shapes in this code base: N packed tokens, B examples (rows of a batch), T the longest example
 * of a batch, D hidden width, H heads, d width of a head, r rank, s directions.
 */
public final class Tensor implements AutoCloseable {
  private final PtNDArray array;

  /** For this package and {@code script} only: the architecture test holds everybody else off. */
  public Tensor(PtNDArray array) {
    this.array = array;
  }

  /** The engine's own handle, for {@code script}. */
  public PtNDArray array() {
    return array;
  }

  /** Sizes of the dimensions. */
  public long[] shape() {
    return array.getShape().getShape();
  }

  /** Size of one dimension. */
  public long size(int dimension) {
    return array.getShape().get(dimension);
  }

  /** Number of elements. */
  public long elements() {
    return array.getShape().size();
  }

  /** Where the elements lie. */
  public Device device() {
    ai.djl.Device device = array.getDevice();
    return device.isGpu() ? Device.cuda(device.getDeviceId()) : Device.cpu();
  }

  /** Whether the elements are int64 rather than floating point. */
  public boolean isInteger() {
    return array.getDataType() == DataType.INT64;
  }

  /** The only element, as a double. Waits for the device. */
  public double scalar() {
    if (elements() != 1) {
      throw new IllegalStateException("Not a scalar: " + Arrays.toString(shape()));
    }
    return floats()[0];
  }

  /** The elements as floats, in row-major order. */
  public float[] floats() {
    return read(DataType.FLOAT32, PtNDArray::toFloatArray);
  }

  /** The elements as longs, in row-major order. */
  public long[] longs() {
    return read(DataType.INT64, PtNDArray::toLongArray);
  }

  /** A copy of the elements' bytes, little-endian, in row-major order. */
  public ByteBuffer toBytes() {
    return read(array.getDataType(), host -> host.toByteBuffer(false))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads the elements as numbers of a type, in the host's memory. */
  private <T> T read(DataType type, Function<PtNDArray, T> elements) {
    if (!array.getDevice().isGpu() && array.getDataType() == type) {
      return elements.apply(array);
    }
    PtNDArray host = JniUtils.to(array, type, ai.djl.Device.cpu());
    // What DJL moves to another device belongs to a manager below the tensor's own, which would
    // keep
    // both until the end of the tensor's scope.
    PtNDManager manager = host.getManager();
    Runnable release = manager == array.getManager() ? host::close : manager::close;
    try {
      return elements.apply(host);
    } finally {
      release.run();
    }
  }

  /** Makes gradients accumulate here when {@link Autograd#backward} runs. */
  public Tensor recordGradient() {
    JniUtils.attachGradient(array, true);
    return this;
  }

  /** The same elements, sharing memory, without what was recorded of their origin. */
  public Tensor detached() {
    return new Tensor(JniUtils.detachGradient(array));
  }

  /** The same elements in memory of their own, without what was recorded of their origin. */
  public Tensor copy(TensorScope scope) {
    try (Tensor detached = detached()) {
      return scope.adopt(new Tensor((PtNDArray) detached.array.duplicate()));
    }
  }

  /**
   * The accumulated gradient, sharing memory with the engine's own, or null before the first
   * backward pass that reached this tensor. The caller closes it.
   */
  public @Nullable Tensor gradient() {
    PtNDArray gradient = JniUtils.getGradient(array);
    return gradient == null ? null : new Tensor(gradient);
  }

  /** Rows [from, to) of the first dimension, sharing memory; in this tensor's scope. */
  public Tensor rows(long from, long to) {
    return new Tensor(JniUtils.slice(array, 0, from, to, 1));
  }

  /**
   * The same values in another precision; in this tensor's scope.
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

  /** Overwrites the elements. */
  public void set(float[] values) {
    array.set(FloatBuffer.wrap(values));
  }

  @Override
  public void close() {
    array.close();
  }
}
