package org.dashsweep.model;

import org.dashsweep.adapter.LayerNames;

/**
 * The shape of an encoder of any family: all that can be said of one whose weights nobody loads.
 */
public interface EncoderShape extends LayerNames {
  /** Returns its configuration. */
  EncoderConfig config();

  /** Returns the longest sequence it takes, in tokens. */
  default int maximumPositions() {
    return config().maximumPositions();
  }

  /** Tokens are below it: rows of the word embeddings. */
  default int vocabularySize() {
    return config().vocabularySize();
  }

  /** Segments are below it, where it reads any: rows of their embeddings, or 0. */
  default int segments() {
    return config().segments();
  }

  /**
   * Returns whether the tokens' query matrix also projects the queries of relative positions, so
   * that {@link PositionAdapters} makes a difference.
   */
  default boolean sharesPositionQueries() {
    return config().sharesPositionQueries();
  }

  /**
   * Returns the name that Hugging Face's sequence classifier of this family has for a tensor of the
   * head.
   *
   * @param tensor its name in {@link SequenceClassifier#head()}
   */
  String headName(String tensor);
}
