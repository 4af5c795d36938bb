package org.dashsweep.trial.dreambooth;

import org.dashsweep.model.sdxl.Vae;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.TensorScope;

/**
 * Makes pixels of latents, one picture at a time. Owns the VAE.
 *
 * @param vae in float32: the original one gives NaN in half precision
 * @param device of the VAE
 */
record VaeDecoder(Vae vae, Device device) implements AutoCloseable {
  /**
   * Decodes the latents of one picture.
   *
   * @param latents as the sampler leaves them, (channels, h, w)
   * @return about −1..1, (3, H, W)
   */
  float[] decode(float[] latents, LatentShape shape) {
    float[] unscaled = new float[latents.length];
    float scaling = (float) vae.config().scalingFactor();
    for (int i = 0; i < latents.length; i++) {
      unscaled[i] = latents[i] / scaling;
    }
    try (TensorScope work = TensorScope.open(device)) {
      return vae.decode(
              work, work.floats(unscaled, 1, shape.channels(), shape.side(), shape.side()))
          .floats();
    }
  }

  @Override
  public void close() {
    vae.close();
  }
}
