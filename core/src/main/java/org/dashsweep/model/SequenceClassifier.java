package org.dashsweep.model;

import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * One trial's model: the frozen base it shares, its own adapters and head. Confined to the trial's
 * thread; closed by the trial.
 */
public interface SequenceClassifier extends AutoCloseable {
  /**
   * Logits with all that their gradient needs.
   *
   * @param scope owns the result
   * @return (B, labels)
   */
  Tensor trainingLogits(TensorScope scope, PackedBatch batch, DropoutSeeds seeds);

  /** Logits without dropout and without gradients, (B, labels). */
  Tensor logits(TensorScope scope, PackedBatch batch);

  /** Returns the adapters in use. */
  AdapterSet adapters();

  /** Returns the device that it computes on. */
  default Device device() {
    return adapters().device();
  }

  /** Returns the head's tensors by name; all of them train. */
  Map<String, Tensor> head();

  @Override
  void close();
}
