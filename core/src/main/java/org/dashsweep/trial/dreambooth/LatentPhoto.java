package org.dashsweep.trial.dreambooth;

/**
 * A photo as training reads it: the VAE's posterior of its crop. It never changes, so that a photo
 * is encoded once. The arrays are shared, not copied: nobody writes to them.
 *
 * @param mean of the latents, unscaled, (channels, h, w)
 * @param deviation of the latents, unscaled, (channels, h, w)
 * @param timeIds original height and width, top and left of the crop, height and width of the crop
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record LatentPhoto(float[] mean, float[] deviation, float[] timeIds) {
  /**
   * A photo of this posterior.
   *
   * @param logVariance of the latents, clamped as diffusers does, (channels, h, w)
   */
  static LatentPhoto of(float[] mean, float[] logVariance, float[] timeIds) {
    float[] deviation = new float[logVariance.length];
    for (int i = 0; i < deviation.length; i++) {
      deviation[i] = (float) Math.exp(0.5f * logVariance[i]);
    }
    return new LatentPhoto(mean, deviation, timeIds);
  }
}
