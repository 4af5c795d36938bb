package org.dashsweep.model;

/**
 * Dropout rates of an encoder with a head.
 *
 * @param hidden after embeddings, attention output and feed-forward output
 * @param attention of attention weights
 * @param pooler of the pooler's input; {@link #AS_CLASSIFIER} for a head with one rate
 * @param classifier of the classifier's input
 */
public record DropoutRates(double hidden, double attention, double pooler, double classifier) {
  /** Stands for the classifier's rate. */
  public static final double AS_CLASSIFIER = -1;

  /**
   * Returns the rates of a trial that has some of its own. A negative rate keeps the configured
   * one. A negative rate of the classifier follows {@code newHidden}, if that is given.
   */
  public DropoutRates overridden(double newHidden, double newAttention, double newClassifier) {
    double inherited = newHidden < 0 ? classifier : newHidden;
    double classifierRate = newClassifier < 0 ? inherited : newClassifier;
    return new DropoutRates(
        newHidden < 0 ? hidden : newHidden,
        newAttention < 0 ? attention : newAttention,
        pooler < 0 ? classifierRate : pooler,
        classifierRate);
  }
}
