package org.dashsweep.diffusion;

/**
 * The steps of one sampling.
 *
 * <p>The arrays are shared, not copied: nobody writes to them.
 */
public final class EulerSteps {
  private final float[] timesteps;
  private final float[] sigmas;
  private final double initialSigma;

  /** Takes the arrays over. */
  EulerSteps(float[] timesteps, float[] sigmas, double initialSigma) {
    this.timesteps = timesteps;
    this.sigmas = sigmas;
    this.initialSigma = initialSigma;
  }

  /** Returns what the U-Net is told, the noisiest first. */
  public float[] timesteps() {
    return timesteps;
  }

  /** Returns standard deviations of the noise before each step, and 0 after the last. */
  public float[] sigmas() {
    return sigmas;
  }

  /** Returns what latents drawn from N(0, 1) are multiplied by at the start. */
  public double initialSigma() {
    return initialSigma;
  }

  /** Returns the number of steps. */
  public int count() {
    return timesteps.length;
  }
}
