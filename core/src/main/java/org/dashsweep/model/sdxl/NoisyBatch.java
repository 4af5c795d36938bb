package org.dashsweep.model.sdxl;

import java.util.Locale;
import org.dashsweep.tensor.Tensor;

/**
 * Noisy latents, and the noise that a U-Net is to predict from them. Owns nothing.
 *
 * <p>The arrays are shared, not copied: nobody writes to them.
 */
public final class NoisyBatch {
  private final Tensor noisy;
  private final Tensor target;
  private final float[] timesteps;
  private final Conditioning conditioning;
  private final double[] weights;

  /**
   * A batch; takes the arrays over.
   *
   * @param noisy (B, channels, h, w)
   * @param target the noise, (B, channels, h, w)
   * @param timesteps (B)
   * @param weights of the images' errors in the loss, (B)
   * @throws IllegalArgumentException if they are not of as many images
   */
  public NoisyBatch(
      Tensor noisy, Tensor target, float[] timesteps, Conditioning conditioning, double[] weights) {
    int images = conditioning.images();
    if (noisy.size(0) != images
        || target.size(0) != images
        || timesteps.length != images
        || weights.length != images) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch must be of as many latents, targets, timesteps, weights as conditions: %d,"
                  + " %d, %d, %d, %d",
              noisy.size(0),
              target.size(0),
              timesteps.length,
              weights.length,
              images));
    }
    this.noisy = noisy;
    this.target = target;
    this.timesteps = timesteps;
    this.conditioning = conditioning;
    this.weights = weights;
  }

  /** Returns noisy latents, (B, channels, h, w). */
  public Tensor noisy() {
    return noisy;
  }

  /** Returns the noise, (B, channels, h, w). */
  public Tensor target() {
    return target;
  }

  /** Returns timesteps, (B). */
  public float[] timesteps() {
    return timesteps;
  }

  /** Returns conditions of the images. */
  public Conditioning conditioning() {
    return conditioning;
  }

  /** Returns weights of the images' errors in the loss, (B). */
  public double[] weights() {
    return weights;
  }

  /** Returns B. */
  public int images() {
    return timesteps.length;
  }
}
