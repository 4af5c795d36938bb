package org.dashsweep.model;

import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.tensor.TensorScope;

/**
 * The frozen weights of an encoder of any family, shared read only by the trials of a JVM. Whoever
 * loads it closes it, after the last trial.
 */
public interface SequenceEncoder extends EncoderShape, AdaptedBase, AutoCloseable {
  /**
   * Puts a trial's adapters and a fresh head on it.
   *
   * @param scope owned by the trial; holds the adapters, the head and the script. The classifier
   *     closes it; the caller does if this throws
   */
  SequenceClassifier classifier(
      TensorScope scope, AdapterSet adapters, ClassifierSettings settings);

  @Override
  void close();
}
