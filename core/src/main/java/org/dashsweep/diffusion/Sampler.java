package org.dashsweep.diffusion;

import java.util.Arrays;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Samples latents by Euler's method, as diffusers' StableDiffusionXLPipeline does with its
 * EulerDiscreteScheduler. Confined to one thread; lives as long as its scope.
 */
public final class Sampler {
  private final TensorScope scope;
  private final Denoiser denoiser;
  private final EulerSteps steps;
  private final LatentMath math;

  /**
   * Prepares samplings.
   *
   * @param scope on the U-Net's device
   */
  public Sampler(TensorScope scope, Denoiser denoiser, EulerSteps steps) {
    this.scope = scope;
    this.denoiser = denoiser;
    this.steps = steps;
    this.math = new LatentMath(scope);
  }

  /** Is told of every step; whatever it throws ends the sampling. */
  @FunctionalInterface
  public interface StepListener {
    /** Listens to nothing. */
    StepListener NONE = (done, latents) -> {};

    /**
     * Called after a step.
     *
     * @param done steps
     * @param latents after it, valid during the call: what {@link Sampler#resume} goes on from
     */
    void afterStep(int done, Tensor latents);
  }

  /**
   * Samples images' latents from the start.
   *
   * @param result owns what is returned
   * @param noise drawn from N(0, 1), (B, channels, h, w)
   * @return (B, channels, h, w), before the division by the autoencoder's scaling factor
   */
  public Tensor sample(TensorScope result, Tensor noise, Guidance guidance, StepListener listener) {
    try (TensorScope work = scope.child()) {
      return resume(result, math.times(work, noise, steps.initialSigma()), 0, guidance, listener);
    }
  }

  /**
   * Goes on with a sampling.
   *
   * @param result owns what is returned
   * @param latents as a listener was told
   * @param done steps that they have behind them
   */
  public Tensor resume(
      TensorScope result, Tensor latents, int done, Guidance guidance, StepListener listener) {
    try (TensorScope work = scope.child()) {
      Conditioning conditions =
          guidance.guides()
              ? math.joined(work, guidance.unconditional(), guidance.prompts())
              : guidance.prompts();
      Tensor x = latents.copy(work);
      for (int step = done; step < steps.count(); step++) {
        Tensor next = step(work, x, step, conditions, guidance);
        x.close();
        x = next;
        listener.afterStep(step + 1, x);
      }
      return result.adopt(x);
    }
  }

  private Tensor step(
      TensorScope result, Tensor x, int step, Conditioning conditions, Guidance guidance) {
    try (TensorScope work = scope.child()) {
      double sigma = steps.sigmas()[step];
      Tensor input = math.networkInput(work, x, sigma, guidance.guides() ? 2 : 1);
      float[] timesteps = new float[conditions.images()];
      Arrays.fill(timesteps, steps.timesteps()[step]);
      Tensor prediction = denoiser.predict(work, input, timesteps, conditions);
      if (guidance.guides()) {
        prediction = math.guided(work, prediction, guidance.scale());
      }
      return result.adopt(math.euler(work, x, prediction, sigma, steps.sigmas()[step + 1]));
    }
  }
}
