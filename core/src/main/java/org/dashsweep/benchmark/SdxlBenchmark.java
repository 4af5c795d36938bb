package org.dashsweep.benchmark;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.diffusion.PublishedSdxl;
import org.dashsweep.model.Activations;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.model.sdxl.NoisyBatch;
import org.dashsweep.model.sdxl.UnetConfig;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.model.sdxl.UnetOperations;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.train.DenoisingObjective;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.train.PhaseSeconds;
import org.dashsweep.train.Training;
import org.dashsweep.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

/**
 * Measures training steps of a U-Net of SDXL's true widths with random weights. Latents, prompts
 * and noise are random too: they cost as much as real ones.
 */
public final class SdxlBenchmark {
  private static final int LATENT_REDUCTION = 8;
  private static final int PROMPT_TOKENS = 77;
  private static final AdamWSettings OPTIMIZER = new AdamWSettings(0.9, 0.999, 1e-8, 1e-4, 1);
  private static final double LEARNING_RATE = 1e-4;
  private static final int PRODUCT_SIZE = 2048;
  private static final List<String> ATTENTION = List.of("to_q", "to_k", "to_v", "to_out.0");

  private final Settings settings;
  private final UnetConfig config;

  private SdxlBenchmark(Settings settings, UnetConfig config) {
    this.settings = settings;
    this.config = config;
  }

  /**
   * Settings of the measurement.
   *
   * @param rank of the adapters on the projections of attention
   * @param dropout of the adapters' inputs
   * @param precision of the frozen U-Net
   * @param resolution height and width of images, in pixels
   * @param batchSize images of an update
   * @param steps measured
   * @param warmUpSteps before them
   */
  public record Settings(
      int rank,
      double dropout,
      BenchmarkPrecision precision,
      int resolution,
      int batchSize,
      int steps,
      int warmUpSteps,
      int threads) {
    public Settings {
      BenchmarkSubject.requireAtLeast(1, "batch-size", batchSize);
      BenchmarkSubject.requireAtLeast(1, "steps", steps);
      BenchmarkSubject.requireAtLeast(1, "warm-up-steps", warmUpSteps);
      BenchmarkSubject.requireAtLeast(1, "threads", threads);
      BenchmarkSubject.requireAtLeast(32, "resolution", resolution);
      if (resolution % 32 != 0) {
        throw new IllegalArgumentException(
            "resolution must be a multiple of 32, by which SDXL reduces images: " + resolution);
      }
    }

    Method method() {
      return Methods.SUBJECT
          .baseline()
          .orElseThrow()
          .with(Map.of("rank", rank, "adapter-dropout", dropout, "target-modules", ATTENTION));
    }
  }

  /**
   * The figures of one measurement.
   *
   * @param updatesPerSecond of the measured steps
   * @param forwardShare of their time
   * @param backwardShare of their time
   * @param operations of the products of an update, without the adapters'
   * @param shareOfPeak of the rate that the machine's products reach
   * @param peakOperationsPerSecond that rate
   * @param loss mean of the measured steps
   * @param memory of a step; null where the system does not tell it
   */
  public record Result(
      double updatesPerSecond,
      double forwardShare,
      double backwardShare,
      double operations,
      double shareOfPeak,
      double peakOperationsPerSecond,
      double loss,
      @Nullable PeakMemory memory) {}

  /**
   * Measures.
   *
   * @param progress hears, in words, what is about to be done
   */
  public static Result run(Settings settings, Consumer<String> progress) {
    return run(settings, PublishedSdxl.unet(), progress);
  }

  static Result run(Settings settings, UnetConfig config, Consumer<String> progress) {
    try (BenchmarkWorkers worker = new BenchmarkWorkers(1, settings.threads())) {
      progress.accept("matrix products");
      MatrixProductPeak peak =
          new MatrixProductPeak(
              worker,
              List.of(PeakMatrixProduct.values()),
              List.of(new MatrixProductPeak.Shape(PRODUCT_SIZE, PRODUCT_SIZE, PRODUCT_SIZE)),
              Duration.ofMillis(100));
      peak.measure();
      double products =
          peak.rates().stream()
              .filter(rate -> rate.precision().equals(settings.precision().toString()))
              .mapToDouble(BenchmarkReport.ProductRate::operationsPerSecond)
              .max()
              .orElseThrow();
      return worker.one(() -> new SdxlBenchmark(settings, config).measure(products, progress));
    }
  }

  private Result measure(double products, Consumer<String> progress) {
    progress.accept("random weights in " + settings.precision());
    try (UnetModel base =
            UnetModel.load(
                RandomWeights.draw("random-sdxl", UnetModel.shapes(config)),
                config,
                settings.precision().precision(),
                Device.cpu());
        FineTuning<Denoiser> tuning = tuning(base)) {
      Training training = tuning.training();
      progress.accept("warm-up, and the memory of a step");
      PeakMemory memory = PeakMemory.of(base.device(), training::step);
      while (training.stepsDone() < settings.warmUpSteps()) {
        training.step();
      }
      PhaseSeconds before = training.phaseSeconds();
      long start = System.nanoTime();
      for (int i = 0; i < settings.steps(); i++) {
        progress.accept("step " + (i + 1) + " of " + settings.steps());
        training.step();
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      return result(tuning, seconds, training.phaseSeconds().since(before), products, memory);
    }
  }

  private Result result(
      FineTuning<Denoiser> tuning,
      double seconds,
      PhaseSeconds phases,
      double products,
      @Nullable PeakMemory memory) {
    long side = settings.resolution() / LATENT_REDUCTION;
    int first =
        tuning.adapters().layers().stream().mapToInt(LinearLayer::block).min().orElseThrow();
    double operations =
        (double) settings.batchSize()
            * UnetOperations.ofStep(config, side * side, PROMPT_TOKENS, first);
    double updates = settings.steps() / seconds;
    return new Result(
        updates,
        phases.forward() / seconds,
        phases.backward() / seconds,
        operations,
        operations * updates / products,
        products,
        tuning.training().history().stream()
            .skip(settings.warmUpSteps())
            .mapToDouble(step -> step.loss())
            .average()
            .orElseThrow(),
        memory);
  }

  private FineTuning<Denoiser> tuning(UnetModel base) {
    int all = settings.steps() + settings.warmUpSteps();
    int[] lengths = new int[all * settings.batchSize()];
    Arrays.fill(lengths, 1);
    TrainingSettings training =
        new TrainingSettings(
            all,
            settings.batchSize(),
            new LearningRateSchedule(LearningRateSchedule.Shape.CONSTANT, LEARNING_RATE, 0, all),
            OPTIMIZER,
            1);
    return FineTuning.of(
        new FineTuning.Plan(
            settings.method(),
            base,
            new BatchSchedule(lengths, settings.batchSize(), new BatchOrder.AsGiven(), 0),
            training),
        (scope, adapters) ->
            new Denoiser(scope, base, adapters, settings.dropout(), Activations.KEPT),
        (scope, denoiser) ->
            new DenoisingObjective(scope, denoiser, new RandomDraws(lengths.length)));
  }

  /** Random latents, noise and prompts. */
  private final class RandomDraws implements DenoisingObjective.Draws {
    private final int count;

    RandomDraws(int count) {
      this.count = count;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public NoisyBatch batch(TensorScope work, int[] examples) {
      Random random = new Random(examples[0]);
      long images = examples.length;
      long side = settings.resolution() / LATENT_REDUCTION;
      float[] timesteps = new float[examples.length];
      double[] weights = new double[examples.length];
      for (int i = 0; i < examples.length; i++) {
        timesteps[i] = random.nextInt(1000);
        weights[i] = 1;
      }
      return new NoisyBatch(
          normal(work, random, images, config.latentChannels(), side, side),
          normal(work, random, images, config.latentChannels(), side, side),
          timesteps,
          new Conditioning(
              normal(work, random, images, PROMPT_TOKENS, config.promptWidth()),
              normal(work, random, images, config.embedding().pooledWidth()),
              normal(work, random, images, 6)),
          weights);
    }
  }

  private static Tensor normal(TensorScope work, Random random, long... shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    float[] values = new float[Math.toIntExact(elements)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return work.floats(values, shape);
  }
}
