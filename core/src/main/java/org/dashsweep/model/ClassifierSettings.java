package org.dashsweep.model;

/**
 * Settings that make a classifier of an encoder.
 *
 * @param labels outputs of the head
 * @param pooling of hidden states into the head's input
 * @param hiddenDropout of hidden states, or {@link #MODELS_OWN_RATE}
 * @param attentionDropout of attention weights, or {@link #MODELS_OWN_RATE}
 * @param classifierDropout of the head's input, or {@link #MODELS_OWN_RATE}
 * @param adapterDropout of the adapters' input
 * @param positionAdapters of models with relative positions
 * @param seed of the head's initial values
 */
public record ClassifierSettings(
    int labels,
    Pooling pooling,
    double hiddenDropout,
    double attentionDropout,
    double classifierDropout,
    double adapterDropout,
    PositionAdapters positionAdapters,
    long seed) {
  /** Stands for the rate in the model's configuration. */
  public static final double MODELS_OWN_RATE = -1;
}
