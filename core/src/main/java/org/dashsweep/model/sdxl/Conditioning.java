package org.dashsweep.model.sdxl;

import java.util.Locale;
import org.dashsweep.tensor.Tensor;

/**
 * The conditions of the noise's prediction beside the timestep. Owns nothing.
 *
 * @param prompts (B, tokens, K), both text encoders' hidden states side by side
 * @param pooled (B, P), the second text encoder's embedding of the whole prompt
 * @param timeIds (B, 6): original height and width, top and left of the crop, target height and
 *     width, in pixels
 */
public record Conditioning(Tensor prompts, Tensor pooled, Tensor timeIds) {
  public Conditioning {
    if (prompts.size(0) != pooled.size(0) || prompts.size(0) != timeIds.size(0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "prompts, pooled and timeIds must be of as many images: %d, %d, %d",
              prompts.size(0),
              pooled.size(0),
              timeIds.size(0)));
    }
  }

  /** Returns B. */
  public int images() {
    return Math.toIntExact(prompts.size(0));
  }
}
