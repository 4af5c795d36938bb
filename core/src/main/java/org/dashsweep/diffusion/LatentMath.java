package org.dashsweep.diffusion;

import java.util.List;
import java.util.Map;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.model.sdxl.Vae;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * Arithmetic on latents and conditions: noise, draws from posteriors, steps of sampling. Confined
 * to one thread; lives as long as its scope.
 */
public final class LatentMath {
  private final ScriptModule script;

  /** Compiles the arithmetic into a scope. */
  public LatentMath(TensorScope scope) {
    this.script =
        ScriptModule.compile(
            scope, "LatentMath", List.of("/org/dashsweep/diffusion/diffusion.py"), Map.of());
  }

  /**
   * Adds noise to latents: √ᾱ x + √(1 − ᾱ) ε.
   *
   * @param work owns the result
   * @param latents x, (B, channels, h, w)
   * @param noise ε, of the same shape
   * @param timesteps (B)
   */
  public Tensor addNoise(
      TensorScope work, NoiseSchedule schedule, Tensor latents, Tensor noise, int[] timesteps) {
    float[] signal = new float[timesteps.length];
    float[] share = new float[timesteps.length];
    for (int i = 0; i < timesteps.length; i++) {
      signal[i] = schedule.signal(timesteps[i]);
      share[i] = schedule.noise(timesteps[i]);
    }
    return run(
        work,
        "add_noise",
        new Arguments()
            .tensor(latents)
            .tensor(noise)
            .tensor(work.floats(signal, signal.length))
            .tensor(work.floats(share, share.length)));
  }

  /**
   * Draws latents: (mean + exp(log variance / 2) ε) × factor.
   *
   * @param work owns the result
   * @param noise ε, of the mean's shape
   * @param factor the autoencoder's scaling factor
   */
  public Tensor draw(TensorScope work, Vae.Posterior posterior, Tensor noise, double factor) {
    return run(
        work,
        "sampled",
        new Arguments()
            .tensor(posterior.mean())
            .tensor(posterior.logVariance())
            .tensor(noise)
            .tensor(work.number(factor)));
  }

  /** Returns a tensor times a number. */
  public Tensor times(TensorScope work, Tensor x, double factor) {
    return run(work, "times", new Arguments().tensor(x).tensor(work.number(factor)));
  }

  /** Returns two tensors joined along a dimension. */
  public Tensor joined(TensorScope work, Tensor first, Tensor second, int dimension) {
    return run(
        work,
        "joined",
        new Arguments().tensor(first).tensor(second).tensor(work.number((long) dimension)));
  }

  /** Returns some rows of a tensor, each as often as it is named. */
  public Tensor rows(TensorScope work, Tensor x, int... rows) {
    long[] indices = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      indices[i] = rows[i];
    }
    return run(work, "rows", new Arguments().tensor(x).tensor(work.longs(indices, indices.length)));
  }

  /** Returns two conditionings, one behind the other. */
  Conditioning joined(TensorScope work, Conditioning first, Conditioning second) {
    return new Conditioning(
        joined(work, first.prompts(), second.prompts(), 0),
        joined(work, first.pooled(), second.pooled(), 0),
        joined(work, first.timeIds(), second.timeIds(), 0));
  }

  Tensor networkInput(TensorScope work, Tensor latents, double sigma, int copies) {
    return run(
        work,
        "network_input",
        new Arguments()
            .tensor(latents)
            .tensor(work.number(sigma))
            .tensor(work.number((long) copies)));
  }

  Tensor guided(TensorScope work, Tensor prediction, double scale) {
    return run(work, "guided", new Arguments().tensor(prediction).tensor(work.number(scale)));
  }

  Tensor euler(
      TensorScope work, Tensor latents, Tensor prediction, double sigma, double following) {
    return run(
        work,
        "euler",
        new Arguments()
            .tensor(latents)
            .tensor(prediction)
            .tensor(work.number(sigma))
            .tensor(work.number(following)));
  }

  private Tensor run(TensorScope work, String method, Arguments arguments) {
    return script.compute(work, method, arguments).get(0);
  }
}
