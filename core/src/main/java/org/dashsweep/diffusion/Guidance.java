package org.dashsweep.diffusion;

import java.util.Locale;
import org.dashsweep.model.sdxl.Conditioning;

/**
 * Classifier-free guidance (Ho and Salimans, 2022).
 *
 * @param scale of the step from the unconditional to the conditional prediction; at most 1 means no
 *     guidance, and the unconditional prediction is not computed
 * @param prompts conditions of the images
 * @param unconditional conditions of as many images without a prompt
 */
public record Guidance(double scale, Conditioning prompts, Conditioning unconditional) {
  public Guidance {
    if (prompts.images() != unconditional.images()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there must be as many unconditional images as conditional ones: %d, %d",
              unconditional.images(),
              prompts.images()));
    }
  }

  boolean guides() {
    return scale > 1;
  }
}
