package org.dashsweep.model;

/** What the configurations of encoders of all families say. */
public interface EncoderConfig {
  /** D. */
  int hiddenSize();

  /** Number of encoder layers. */
  int blocks();

  /** H. */
  int heads();

  /** Width of the feed-forward layer. */
  int intermediateSize();

  /** Rows of the word embeddings. */
  int vocabularySize();

  /** Longest sequence, in tokens. */
  int maximumPositions();

  /** Rows of the segment embeddings; 0 for a model without any. */
  int segments();

  /** Whose word embedding never trains, as in Hugging Face's models; −1 for none. */
  int paddingToken();

  /** Epsilon of every layer norm. */
  double normEpsilon();

  /** In the feed-forward layer. */
  Activation activation();

  /** Behind the pooler. */
  Activation poolerActivation();

  /** Its dropout rates. */
  DropoutRates dropout();
}
