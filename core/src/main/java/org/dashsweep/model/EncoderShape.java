package org.dashsweep.model;

import org.dashsweep.adapter.LayerNames;

/**
 * The shape of an encoder of any family: all that can be said of one whose weights nobody loads.
 */
public interface EncoderShape extends LayerNames {
  /** Returns the longest sequence it takes, in tokens. */
  int maximumPositions();

  /** Tokens are below it: rows of the word embeddings. */
  int vocabularySize();

  /** Segments are below it, where it reads any: rows of their embeddings, or 0. */
  int segments();

  /**
   * Returns whether the tokens' query matrix also projects the queries of relative positions, so
   * that {@link PositionAdapters} makes a difference.
   */
  boolean sharesPositionQueries();

  /**
   * Returns the name that Hugging Face's sequence classifier of this family has for a tensor of the
   * head.
   *
   * @param tensor its name in {@link SequenceClassifier#head()}
   */
  String headName(String tensor);
}
