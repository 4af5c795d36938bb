package org.dashsweep.train;

import java.util.Locale;

/**
 * Settings of AdamW beside the learning rate.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled; biases are exempt
 * @param largestGradientNorm gradients are scaled down to this 2-norm; 0 for no limit
 */
public record AdamWSettings(
    double beta1, double beta2, double epsilon, double weightDecay, double largestGradientNorm) {
  public AdamWSettings {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "adam-beta1 and adam-beta2 must be in [0, 1): %s, %s", beta1, beta2));
    }
    if (!(epsilon > 0 && weightDecay >= 0 && largestGradientNorm >= 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "adam-epsilon must be above 0, weight-decay and max-gradient-norm not negative: %s, %s, %s",
              epsilon,
              weightDecay,
              largestGradientNorm));
    }
  }
}
