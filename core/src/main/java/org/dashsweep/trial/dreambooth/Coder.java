package org.dashsweep.trial.dreambooth;

import java.util.Map;

/**
 * A model that makes tensors of inputs, one input at a time, so that what it makes depends on
 * nothing else. Owns the model.
 *
 * @param <I> what it reads
 */
interface Coder<I> extends AutoCloseable {
  /** Returns the tensors by name. */
  Map<String, float[]> compute(I input);

  @Override
  void close();
}
