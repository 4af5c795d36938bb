package org.dashsweep.tensor;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Owns native tensors: closing a scope frees everything made in it or in its children. A scope
 * belongs to one thread at a time; what it holds may be read by many.
 */
public final class TensorScope implements AutoCloseable {
  private final Device device;
  private final PtNDManager manager;

  private TensorScope(Device device, PtNDManager manager) {
    this.device = device;
    this.manager = manager;
  }

  /** Returns a scope without a parent, on the CPU. The caller closes it. */
  public static TensorScope open() {
    return open(Device.cpu());
  }

  /**
   * Returns a scope without a parent. The caller closes it.
   *
   * @param device where the tensors that are made in it lie
   * @throws DeviceException if this process cannot compute with it
   */
  public static TensorScope open(Device device) {
    Torch.require(device);
    return new TensorScope(device, manager(device));
  }

  private static PtNDManager manager(Device device) {
    ai.djl.Device engine =
        device instanceof Device.Cuda cuda ? ai.djl.Device.gpu(cuda.index()) : ai.djl.Device.cpu();
    return (PtNDManager) NDManager.newBaseManager(engine, "PyTorch");
  }

  /** Returns the device of the tensors that are made in it. */
  public Device device() {
    return device;
  }

  /** Returns a scope on the same device that is closed with this one at the latest. */
  public TensorScope child() {
    return new TensorScope(device, (PtNDManager) manager.newSubManager());
  }

  /** Returns the engine's own manager, for {@code script}. */
  public PtNDManager manager() {
    return manager;
  }

  /** Returns a float32 tensor with these elements. */
  public Tensor floats(float[] values, long... shape) {
    return create(FloatBuffer.wrap(values), DataType.FLOAT32, values.length, shape);
  }

  /** Returns an int64 tensor with these elements. */
  public Tensor longs(long[] values, long... shape) {
    return create(LongBuffer.wrap(values), DataType.INT64, values.length, shape);
  }

  /** Returns an int32 tensor with these elements. */
  public Tensor ints(int[] values, long... shape) {
    return create(IntBuffer.wrap(values), DataType.INT32, values.length, shape);
  }

  /** Returns a scalar float32 tensor. */
  public Tensor scalar(double value) {
    return floats(new float[] {(float) value});
  }

  /**
   * Makes a number that a script takes out of its tensor by {@code int(x)} or {@code float(x)}. It
   * lies in the host's memory, wherever this scope's tensors lie. Reading it from a GPU would wait
   * for all that the GPU has still to do.
   */
  public Tensor number(long value) {
    return numbers(new long[] {value});
  }

  /** Makes a float32 number in the host's memory, as {@link #number(long)} does. */
  public Tensor number(double value) {
    ByteBuffer bytes = manager.allocateDirect(Float.BYTES).putFloat(0, (float) value);
    return onHost(bytes, DataType.FLOAT32);
  }

  /** Numbers of which a script takes one after the other, as {@link #number(long)}. */
  public Tensor numbers(long[] values, long... shape) {
    ByteBuffer bytes = manager.allocateDirect(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return onHost(bytes, DataType.INT64, shape);
  }

  private Tensor onHost(ByteBuffer bytes, DataType type, long... shape) {
    return new Tensor(
        JniUtils.createNdFromByteBuffer(
            manager, bytes, new Shape(shape), type, SparseFormat.DENSE, ai.djl.Device.cpu()));
  }

  /** Returns a float32 tensor of zeros. */
  public Tensor zeros(long... shape) {
    return new Tensor((PtNDArray) manager.zeros(new Shape(shape), DataType.FLOAT32));
  }

  /**
   * Makes a tensor over the caller's direct buffer, on the CPU without a copy: a memory-mapped
   * checkpoint is read as it is used. Elements that do not begin at a multiple of their width are
   * copied, because native code may rely on alignment. Some files have such elements.
   *
   * @param bytes direct, little-endian, row-major; must not change while the tensor lives
   * @param precision not bfloat16
   */
  public Tensor view(ByteBuffer bytes, Precision precision, long... shape) {
    precision.requireKnownToEngine();
    DataType type = precision.dataType();
    ByteBuffer elements = bytes.slice();
    if (elements.alignmentOffset(0, type.getNumOfBytes()) != 0) {
      return read(
          target -> {
            int count = target.remaining();
            target.put(elements.slice(elements.position(), count));
            elements.position(elements.position() + count);
          },
          precision,
          shape);
    }
    return new Tensor(
        manager.create(elements.order(ByteOrder.LITTLE_ENDIAN), new Shape(shape), type));
  }

  /**
   * Makes a tensor of elements that are read piece by piece, on this scope's device.
   *
   * @param source fills each buffer with the next bytes, little-endian and in row-major order
   * @param precision not bfloat16
   */
  public Tensor read(Consumer<ByteBuffer> source, Precision precision, long... shape) {
    precision.requireKnownToEngine();
    Tensor tensor = new Tensor((PtNDArray) manager.zeros(new Shape(shape), precision.dataType()));
    return Closing.onFailure(
        tensor,
        () -> {
          tensor.fillBytes(source);
          return tensor;
        });
  }

  /** Moves a tensor here from the scope that made it. */
  public Tensor adopt(Tensor tensor) {
    tensor.array().attach(manager);
    return tensor;
  }

  @Override
  public void close() {
    manager.close();
  }

  private Tensor create(Buffer values, DataType type, int elements, long... shape) {
    long expected = 1;
    for (long size : shape) {
      expected *= size;
    }
    if (expected != elements) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d elements do not fill the shape %s",
              elements,
              Arrays.toString(shape)));
    }
    return new Tensor(manager.create(values, new Shape(shape), type));
  }
}
