package org.dashsweep.model;

import java.util.List;

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

  /** Returns the position whose embedding never trains; −1 for none. */
  default int paddingPosition() {
    return -1;
  }

  /** Epsilon of every layer norm. */
  double normEpsilon();

  /** Returns the activation of the feed-forward layer. */
  Activation activation();

  /** Behind the pooler. */
  Activation poolerActivation();

  /** Returns its dropout rates. */
  DropoutRates dropout();

  /** Returns the pooling of Hugging Face's sequence classifier of this configuration. */
  default Pooling pooling() {
    return Pooling.FIRST;
  }

  /**
   * Returns whether Hugging Face's sequence classifier can be told its pooling, by {@code
   * classifier_pooling} of {@code config.json}.
   */
  default boolean poolsAsConfigured() {
    return false;
  }

  /**
   * Returns whether the tokens' query matrix also projects the queries of relative positions, so
   * that {@link PositionAdapters} makes a difference.
   */
  default boolean sharesPositionQueries() {
    return false;
  }

  /** Returns the matrices of a block that every token is multiplied with. */
  default List<TokenProduct> tokenProducts() {
    int hidden = hiddenSize();
    int wide = intermediateSize();
    TokenProduct projection = new TokenProduct(hidden, hidden, TokenProduct.Input.OF_BLOCK);
    return List.of(
        projection,
        projection,
        projection,
        new TokenProduct(hidden, hidden, TokenProduct.Input.WITHIN_BLOCK),
        new TokenProduct(hidden, wide, TokenProduct.Input.WITHIN_BLOCK),
        new TokenProduct(wide, hidden, TokenProduct.Input.WITHIN_BLOCK));
  }
}
