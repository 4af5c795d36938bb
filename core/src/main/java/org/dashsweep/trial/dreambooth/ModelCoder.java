package org.dashsweep.trial.dreambooth;

import java.util.Map;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.TensorScope;

/**
 * A model as a coder. Owns the model.
 *
 * @param device of the model
 * @param model is closed with this
 * @param forward what it computes of an input; tensors that it makes live as long as the call
 */
record ModelCoder<I>(Device device, AutoCloseable model, Forward<I> forward) implements Coder<I> {
  /** A forward pass of one input. */
  @FunctionalInterface
  interface Forward<I> {
    Map<String, float[]> of(TensorScope work, I input);
  }

  @Override
  public Map<String, float[]> compute(I input) {
    try (TensorScope work = TensorScope.open(device)) {
      return forward.of(work, input);
    }
  }

  @Override
  public void close() {
    try {
      model.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A model cannot be closed", e);
    }
  }
}
