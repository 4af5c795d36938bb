package org.dashsweep.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Small tensors, and the bytes a file has for them. */
public final class TestTensors {
  private TestTensors() {}

  public static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  public static byte[] floatBytes(float... values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes;
  }

  public static StoredTensor floats(List<Long> shape, float... values) {
    return new StoredTensor(ElementType.FLOAT32, shape, ByteBuffer.wrap(floatBytes(values)));
  }

  public static StoredTensor int64(long value) {
    return new StoredTensor(ElementType.INT64, List.of(), littleEndian(8).putLong(0, value));
  }

  public static byte[] bytes(StoredTensor tensor) {
    byte[] bytes = new byte[tensor.bytes().remaining()];
    tensor.bytes().get(bytes);
    return bytes;
  }

  public static byte[] concatenated(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
