package org.dashsweep.adapter;

import java.util.Arrays;
import org.dashsweep.checkpoint.ElementType;
import org.dashsweep.checkpoint.StoredTensor;
import org.dashsweep.tensor.Tensor;

/** Native tensors as checkpoint files hold them. */
public final class SavedTensors {
  private SavedTensors() {}

  /** A copy of a tensor of floats (float32) or of longs. */
  public static StoredTensor of(Tensor tensor) {
    return new StoredTensor(
        tensor.isInteger() ? ElementType.INT64 : ElementType.FLOAT32,
        Arrays.stream(tensor.shape()).boxed().toList(),
        tensor.toBytes());
  }
}
