package org.dashsweep.model;

import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.FrozenWeights;
import org.dashsweep.tensor.TensorScope;

/**
 * The frozen weights of an encoder of any family, shared read only by the trials of a JVM. Whoever
 * loads it closes it, after the last trial.
 */
public interface SequenceEncoder extends FrozenWeights, AutoCloseable {
  /** The longest sequence it takes, in tokens. */
  int maximumPositions();

  /** Tokens are below it: rows of the word embeddings. */
  int vocabularySize();

  /** Segments are below it, where it reads any: rows of their embeddings, or 0. */
  int segments();

  /**
   * Whether it projects the queries of relative positions by the matrix of its tokens' queries, so
   * that {@link PositionAdapters} makes a difference.
   */
  boolean sharesPositionQueries();

  /**
   * Puts a trial's adapters and a fresh head on it.
   *
   * @param scope owned by the trial; holds the adapters, the head and the script. The classifier
   *     closes it; the caller does if this throws
   */
  SequenceClassifier classifier(
      TensorScope scope, AdapterSet adapters, ClassifierSettings settings);

  /**
   * What Hugging Face's sequence classifier of this family calls a tensor of the head.
   *
   * @param tensor its name in {@link SequenceClassifier#head()}
   */
  String headName(String tensor);

  @Override
  void close();
}
