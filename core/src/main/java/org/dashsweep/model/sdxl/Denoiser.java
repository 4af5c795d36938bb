package org.dashsweep.model.sdxl;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.Activations;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * One trial's predictor of noise: the frozen U-Net that it shares and its own adapters. Confined to
 * the trial's thread; closed by the trial.
 */
public final class Denoiser implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final TensorScope scope;
  private final UnetModel base;
  private final AdapterSet adapters;
  private final Activations activations;
  private final UnetScript script;

  /**
   * Puts base and adapters together.
   *
   * @param scope on the base's device; closes this with itself
   * @param adapterDropout of the adapters' inputs in training
   * @param activations kept between forward and backward pass
   */
  public Denoiser(
      TensorScope scope,
      UnetModel base,
      AdapterSet adapters,
      double adapterDropout,
      Activations activations) {
    this.scope = scope;
    this.base = base;
    this.adapters = adapters;
    this.activations = activations;
    this.script = new UnetScript(scope, base, adapters, adapterDropout);
  }

  /** A forward and a backward pass. */
  public static final class Pass {
    private final double loss;
    private final double[] errors;
    private final double forwardSeconds;
    private final double backwardSeconds;

    Pass(double loss, double[] errors, double forwardSeconds, double backwardSeconds) {
      this.loss = loss;
      this.errors = errors;
      this.forwardSeconds = forwardSeconds;
      this.backwardSeconds = backwardSeconds;
    }

    /** Returns the weighted sum of the images' errors, divided. */
    public double loss() {
      return loss;
    }

    /** Returns the mean squared error of each image. */
    public double[] errors() {
      return errors;
    }

    /** Returns wall-clock seconds of the forward pass. */
    public double forwardSeconds() {
      return forwardSeconds;
    }

    /** Returns wall-clock seconds of the backward pass. */
    public double backwardSeconds() {
      return backwardSeconds;
    }
  }

  /**
   * A prediction and a gradient.
   *
   * @param output (B, channels, h, w)
   * @param gradient of the weighted sum of the output with respect to the noisy latents
   */
  public record InputGradient(Tensor output, Tensor gradient) {}

  /** Returns the frozen weights. */
  public UnetModel base() {
    return base;
  }

  /** Returns the adapters in use. */
  public AdapterSet adapters() {
    return adapters;
  }

  /**
   * Runs the forward and the backward pass of a batch. It adds the gradients of the batch's loss to
   * the training tensors' gradients.
   *
   * @param divisor of the weighted sum of the images' errors: the images of the whole update, of
   *     which this batch may be a part
   * @throws IllegalArgumentException if latents are of a size that the U-Net cannot halve, or no
   *     adapter trains
   */
  public Pass accumulate(NoisyBatch batch, double divisor, DropoutSeeds seeds) {
    int first =
        adapters
            .firstBlock()
            .orElseThrow(
                () -> new IllegalArgumentException("without adapters nothing of the U-Net trains"));
    long start = System.nanoTime();
    try (TensorScope work = scope.child()) {
      UnetPass pass =
          pass(
              work,
              batch.noisy(),
              batch.timesteps(),
              batch.conditioning(),
              new UnetPass.Settings(seeds, activations, first));
      List<Tensor> loss =
          script.loss(
              work, pass.forward(batch.noisy()), batch.target(), shares(batch.weights(), divisor));
      float[] errors = loss.get(0).floats();
      long forward = System.nanoTime();
      pass.backward(loss.get(1));
      return new Pass(
          sum(batch.weights(), errors) / divisor,
          doubles(errors),
          (forward - start) / NANOS,
          (System.nanoTime() - forward) / NANOS);
    }
  }

  /** Returns the mean squared error of each image, without dropout and without gradients. */
  public double[] errors(NoisyBatch batch) {
    try (TensorScope work = scope.child()) {
      Tensor prediction = predict(work, batch.noisy(), batch.timesteps(), batch.conditioning());
      return doubles(
          script
              .loss(work, prediction, batch.target(), shares(batch.weights(), 1))
              .get(0)
              .floats());
    }
  }

  /**
   * Predicts the noise in latents, without gradients.
   *
   * @param result owns it
   * @param noisy (B, channels, h, w)
   * @param timesteps (B)
   * @return (B, channels, h, w)
   */
  public Tensor predict(
      TensorScope result, Tensor noisy, float[] timesteps, Conditioning conditioning) {
    try (TensorScope work = scope.child()) {
      UnetPass pass = pass(work, noisy, timesteps, conditioning, UnetPass.Settings.EVALUATION);
      return result.adopt(pass.forward(noisy));
    }
  }

  /**
   * Predicts the noise and differentiates with respect to the latents, for comparisons with other
   * implementations.
   *
   * @param result owns both
   * @param upstream weights of the output's elements, (B, channels, h, w)
   */
  public InputGradient differentiate(
      TensorScope result,
      Tensor noisy,
      float[] timesteps,
      Conditioning conditioning,
      Tensor upstream) {
    try (TensorScope work = scope.child()) {
      Tensor input = noisy.copy(work).recordGradient();
      UnetPass pass =
          pass(
              work,
              input,
              timesteps,
              conditioning,
              new UnetPass.Settings(DropoutSeeds.EVALUATION, activations, 0));
      Tensor output = pass.forward(input).copy(result);
      pass.backward(upstream.copy(work));
      try (Tensor gradient = Objects.requireNonNull(input.gradient())) {
        return new InputGradient(output, gradient.copy(result));
      }
    }
  }

  private UnetPass pass(
      TensorScope work,
      Tensor noisy,
      float[] timesteps,
      Conditioning conditioning,
      UnetPass.Settings settings) {
    requireSize(noisy);
    UnetContext context = script.context(work, timesteps, conditioning);
    return new UnetPass(script, work, context, settings);
  }

  private void requireSize(Tensor noisy) {
    int reduction = base.config().reduction();
    if (noisy.size(2) % reduction != 0 || noisy.size(3) % reduction != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "height and width of latents must be multiples of %d for this U-Net: %d and %d",
              reduction,
              noisy.size(2),
              noisy.size(3)));
    }
  }

  private static float[] shares(double[] weights, double divisor) {
    float[] shares = new float[weights.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (weights[i] / divisor);
    }
    return shares;
  }

  private static double sum(double[] weights, float[] errors) {
    double sum = 0;
    for (int i = 0; i < errors.length; i++) {
      sum += weights[i] * errors[i];
    }
    return sum;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  @Override
  public void close() {
    script.close();
  }
}
