package org.dashsweep.model;

/** The settings that the configurations of all encoder families share. */
public interface EncoderConfig {
  /** D. */
  int hiddenSize();

  /** Returns number of encoder layers. */
  int blocks();

  /** H. */
  int heads();

  /** Returns width of the feed-forward layer. */
  int intermediateSize();

  /** Returns rows of the word embeddings. */
  int vocabularySize();

  /** Returns longest sequence, in tokens. */
  int maximumPositions();

  /** Returns rows of the segment embeddings; 0 for a model without any. */
  int segments();

  /**
   * Returns the token whose word embedding never trains, as in Hugging Face's models; −1 for none.
   */
  int paddingToken();

  /** Epsilon of every layer norm. */
  double normEpsilon();

  /** Returns the activation of the feed-forward layer. */
  Activation activation();

  /** Behind the pooler. */
  Activation poolerActivation();

  /** Returns its dropout rates. */
  DropoutRates dropout();
}
