package org.dashsweep.model;

/**
 * Dropout rates of an encoder with a head.
 *
 * @param hidden after embeddings, attention output and feed-forward output
 * @param attention of attention weights
 * @param pooler of the pooler's input
 * @param classifier of the classifier's input
 */
public record DropoutRates(double hidden, double attention, double pooler, double classifier) {
  /**
   * The rates of a trial that has some of its own; a negative rate keeps the configured one. The
   * classifier's goes with the hidden states', as in Hugging Face's configurations.
   */
  public DropoutRates overridden(double newHidden, double newAttention) {
    return new DropoutRates(
        newHidden < 0 ? hidden : newHidden,
        newAttention < 0 ? attention : newAttention,
        pooler,
        newHidden < 0 ? classifier : newHidden);
  }
}
