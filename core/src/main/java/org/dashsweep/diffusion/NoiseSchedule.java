package org.dashsweep.diffusion;

import org.dashsweep.model.ConfigReader;

/**
 * The shares of signal and noise at each timestep of training: DDPM (Ho et al., 2020), as diffusers
 * computes them in float32.
 *
 * <p>The array is shared, not copied: nobody writes to it.
 */
public final class NoiseSchedule {
  private final float[] signalVariances;

  /**
   * A schedule.
   *
   * @param signalVariances ᾱ of each timestep; taken over
   */
  NoiseSchedule(float[] signalVariances) {
    this.signalVariances = signalVariances;
  }

  /** Returns ᾱ of each timestep. */
  float[] signalVariances() {
    return signalVariances;
  }

  /**
   * Reads the schedule that a {@code scheduler_config.json} describes.
   *
   * @throws org.dashsweep.model.ModelException naming a key that is not implemented
   */
  static NoiseSchedule read(ConfigReader config) {
    config.requireOff("trained_betas");
    config.requireOff("rescale_betas_zero_snr");
    config.requireIfGiven("prediction_type", "epsilon");
    int steps = config.positiveInteger("num_train_timesteps", 1000);
    double start = config.positive("beta_start", 1e-4);
    double end = config.positive("beta_end", 0.02);
    String form = config.has("beta_schedule") ? config.text("beta_schedule") : "linear";
    return switch (form) {
      case "linear" -> of(linear(start, end, steps));
      case "scaled_linear" -> of(squares(linear(Math.sqrt(start), Math.sqrt(end), steps)));
      default ->
          throw config.problem("beta_schedule", "is not implemented: give linear or scaled_linear");
    };
  }

  /** Returns what torch.linspace does: from both ends to the middle. */
  private static float[] linear(double start, double end, int steps) {
    float step = ((float) end - (float) start) / Math.max(1, steps - 1);
    float[] values = new float[steps];
    for (int i = 0; i < steps; i++) {
      values[i] = i < steps / 2 ? (float) start + step * i : (float) end - step * (steps - i - 1);
    }
    return values;
  }

  private static float[] squares(float[] values) {
    float[] squares = new float[values.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = values[i] * values[i];
    }
    return squares;
  }

  private static NoiseSchedule of(float[] betas) {
    float[] variances = new float[betas.length];
    double product = 1;
    for (int i = 0; i < variances.length; i++) {
      product *= 1 - betas[i];
      variances[i] = (float) product;
    }
    return new NoiseSchedule(variances);
  }

  /** Timesteps of training. */
  public int timesteps() {
    return signalVariances.length;
  }

  /** Returns √ᾱ. */
  public float signal(int timestep) {
    return (float) Math.sqrt(signalVariances[timestep]);
  }

  /** Returns √(1 − ᾱ). */
  public float noise(int timestep) {
    return (float) Math.sqrt(1 - signalVariances[timestep]);
  }

  /** Returns the signal-to-noise ratio, ᾱ / (1 − ᾱ). */
  public double signalToNoise(int timestep) {
    double signal = signalVariances[timestep];
    return signal / (1 - signal);
  }

  /** Returns √((1 − ᾱ) / ᾱ). */
  float sigma(int timestep) {
    float ratio = (1 - signalVariances[timestep]) / signalVariances[timestep];
    return (float) Math.sqrt(ratio);
  }
}
