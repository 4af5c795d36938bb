package org.dashsweep.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import org.dashsweep.weights.WritableTensor;

/** Copies of tensors' bytes, for comparisons. */
public final class TensorBytes {
  private TensorBytes() {}

  private interface Writing {
    void to(WritableByteChannel channel) throws IOException;
  }

  /** Of a native one. */
  public static ByteBuffer of(Tensor tensor) {
    return copy(tensor::writeTo);
  }

  /** Of one that can be written. */
  public static ByteBuffer of(WritableTensor tensor) {
    return copy(tensor::writeTo);
  }

  private static ByteBuffer copy(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(Channels.newChannel(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
