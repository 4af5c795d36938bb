package org.dashsweep.adapter;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.WritableTensor;

/** Native tensors as checkpoint files hold them. */
public final class SavedAdapterTensors {
  private SavedAdapterTensors() {}

  /**
   * A tensor of floats (float32) or of longs, to be written: its elements are read only then, and
   * it must be open until then.
   */
  public static WritableTensor of(Tensor tensor) {
    return new NativeTensor(
        tensor,
        tensor.isInteger() ? ElementType.INT64 : ElementType.FLOAT32,
        Arrays.stream(tensor.shape()).boxed().toList());
  }

  private record NativeTensor(Tensor tensor, ElementType type, List<Long> shape)
      implements WritableTensor {
    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
      tensor.writeTo(channel);
    }
  }

  /**
   * A float32 tensor with saved elements, in memory of its own.
   *
   * @throws IllegalStateException if they are not floating-point numbers
   */
  public static Tensor floats(TensorScope scope, StoredTensor saved) {
    Tensor tensor = scope.zeros(saved.shape().stream().mapToLong(Long::longValue).toArray());
    tensor.fill(saved.floats());
    return tensor;
  }
}
