package org.dashsweep.train;

import java.util.Arrays;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.model.sdxl.NoisyBatch;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * The mean squared error of the noise that a U-Net predicts in noisy latents (Ho et al., 2020),
 * over the images of an update.
 *
 * <p>An example is one draw of an image, a timestep and noise. It is the same however an update is
 * split into passes.
 */
public final class DenoisingObjective implements Objective {
  private final Denoiser denoiser;
  private final Draws draws;
  private final TensorScope scope;

  /** The examples of a training. */
  public interface Draws {
    /** Returns the number of examples. */
    int count();

    /**
     * Makes a batch of some examples; each depends on its index alone.
     *
     * @param work owns what is made
     */
    NoisyBatch batch(TensorScope work, int[] examples);
  }

  /**
   * An objective over these examples.
   *
   * @param scope on the base's device
   * @throws IllegalArgumentException if nothing of the U-Net trains
   */
  public DenoisingObjective(TensorScope scope, Denoiser denoiser, Draws draws) {
    this.scope = scope;
    this.denoiser = denoiser;
    this.draws = draws;
    if (denoiser.adapters().trained().isEmpty()) {
      throw new IllegalArgumentException("without adapters nothing of the U-Net trains");
    }
  }

  @Override
  public AdapterSet adapters() {
    return denoiser.adapters();
  }

  @Override
  public Map<String, Tensor> head() {
    return Map.of();
  }

  @Override
  public int[] lengths() {
    int[] lengths = new int[draws.count()];
    Arrays.fill(lengths, 1);
    return lengths;
  }

  @Override
  public long terms(int example) {
    return 1;
  }

  @Override
  public Pass accumulate(int[] examples, long terms, DropoutSeeds seeds) {
    Stopwatch watch = new Stopwatch();
    try (TensorScope work = scope.child()) {
      NoisyBatch batch = draws.batch(work, examples);
      double drawing = watch.lap();
      Denoiser.Pass pass = denoiser.accumulate(batch, (double) terms, seeds);
      return new Pass(
          pass.loss(), examples.length, drawing + pass.forwardSeconds(), pass.backwardSeconds());
    }
  }
}
