package org.dashsweep.trial.dreambooth;

import java.util.Locale;
import org.dashsweep.model.sdxl.UnetConfig;
import org.dashsweep.model.sdxl.VaeConfig;

/**
 * The shape of one picture's latents.
 *
 * @param channels of the VAE's latents
 * @param side height and width
 */
record LatentShape(int channels, int side) {
  /**
   * The latents of square pictures.
   *
   * @throws IllegalArgumentException if the models cannot halve such pictures
   */
  static LatentShape of(VaeConfig vae, UnetConfig unet, int resolution) {
    int multiple = vae.reduction() * unet.reduction();
    if (resolution % multiple != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "resolution must be a multiple of %d for this model: %d",
              multiple,
              resolution));
    }
    return new LatentShape(vae.latentChannels(), resolution / vae.reduction());
  }

  int elements() {
    return channels * side * side;
  }
}
