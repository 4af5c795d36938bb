package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.diffusion.LatentMath;
import org.dashsweep.diffusion.NoiseSchedule;
import org.dashsweep.diffusion.SdxlFiles;
import org.dashsweep.model.Activations;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.model.sdxl.NoisyBatch;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.train.DenoisingObjective;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.Objective;
import org.dashsweep.train.TrainingSettings;

/** A U-Net that a trace trains. */
final class TracedDenoiser implements TracedModel<Denoiser> {
  private final TraceSettings settings;
  private final UnetModel base;
  private final NoiseSchedule schedule;
  private final Inputs inputs;
  private final List<Float> errors = new ArrayList<>();

  /** The examples of a trace, in the order of updates and of images within them. */
  static final class Inputs {
    private final long[] shape;
    private final float[] latents;
    private final float[] noise;
    private final long[] timesteps;
    private final Conditions conditions;

    Inputs(long[] shape, float[] latents, float[] noise, long[] timesteps, Conditions conditions) {
      this.shape = shape;
      this.latents = latents;
      this.noise = noise;
      this.timesteps = timesteps;
      this.conditions = conditions;
    }

    long[] shape() {
      return shape;
    }

    float[] latents() {
      return latents;
    }

    float[] noise() {
      return noise;
    }

    long[] timesteps() {
      return timesteps;
    }

    Conditions conditions() {
      return conditions;
    }
  }

  /** The conditions of examples: example i has row i modulo the rows. */
  record Conditions(Rows prompts, Rows pooled, Rows timeIds) {}

  /** Rows of a tensor, and the shape of one. */
  static final class Rows {
    private final float[] values;
    private final long[] shape;

    Rows(float[] values, long[] shape) {
      this.values = values;
      this.shape = shape;
    }

    float[] values() {
      return values;
    }

    long[] shape() {
      return shape;
    }

    static Rows of(ReferenceFile file, String name) {
      long[] whole = file.shape(name).stream().mapToLong(Long::longValue).toArray();
      return new Rows(file.floats(name), Arrays.copyOfRange(whole, 1, whole.length));
    }

    private int size() {
      return Math.toIntExact(Arrays.stream(shape).reduce(1, (one, other) -> one * other));
    }

    /** Returns some rows as a tensor; an index beyond the last starts from the first again. */
    Tensor tensor(TensorScope work, int[] rows) {
      int size = size();
      int count = values.length / size;
      float[] chosen = new float[size * rows.length];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] % count * size, chosen, i * size, size);
      }
      long[] all = new long[shape.length + 1];
      all[0] = rows.length;
      System.arraycopy(shape, 0, all, 1, shape.length);
      return work.floats(chosen, all);
    }
  }

  private TracedDenoiser(
      TraceSettings settings, UnetModel base, NoiseSchedule schedule, Inputs inputs) {
    this.settings = settings;
    this.base = base;
    this.schedule = schedule;
    this.inputs = inputs;
  }

  static TracedDenoiser load(
      SdxlFiles files, Inputs inputs, TraceSettings settings, Device device) {
    return new TracedDenoiser(
        settings,
        UnetModel.load(files.unet().checkpoint(), files.unetConfig(), Precision.FLOAT32, device),
        files.scheduler().schedule(),
        inputs);
  }

  @Override
  public AdaptedBase base() {
    return base;
  }

  @Override
  public FineTuning<Denoiser> tuning(Start start) {
    int examples = inputs.timesteps().length;
    int[] lengths = new int[examples];
    Arrays.fill(lengths, 1);
    BatchSchedule order =
        new BatchSchedule(lengths, examples / settings.steps(), new BatchOrder.AsGiven(), 0);
    TrainingSettings training = settings.training();
    return FineTuning.of(
        new FineTuning.Plan(settings.method(), base, order, training),
        (scope, adapters) -> {
          start.set(adapters);
          return new Denoiser(scope, base, adapters, 0, Activations.KEPT);
        },
        (scope, denoiser) -> new Noted(new DenoisingObjective(scope, denoiser, new Draws(scope))));
  }

  /** Notes the mean error of each pass. */
  private final class Noted implements Objective {
    private final Objective objective;

    Noted(Objective objective) {
      this.objective = objective;
    }

    @Override
    public AdapterSet adapters() {
      return objective.adapters();
    }

    @Override
    public Map<String, Tensor> head() {
      return objective.head();
    }

    @Override
    public int[] lengths() {
      return objective.lengths();
    }

    @Override
    public long terms(int example) {
      return objective.terms(example);
    }

    @Override
    public Pass accumulate(int[] examples, long terms, DropoutSeeds seeds) {
      Pass pass = objective.accumulate(examples, terms, seeds);
      errors.add((float) (pass.loss() * terms / examples.length));
      return pass;
    }
  }

  /** Batches of the trace's own numbers. */
  private final class Draws implements DenoisingObjective.Draws {
    private final LatentMath math;

    Draws(TensorScope scope) {
      this.math = new LatentMath(scope);
    }

    @Override
    public int count() {
      return inputs.timesteps().length;
    }

    @Override
    public NoisyBatch batch(TensorScope work, int[] examples) {
      int[] timesteps =
          Arrays.stream(examples).map(i -> Math.toIntExact(inputs.timesteps()[i])).toArray();
      Tensor latents = new Rows(inputs.latents(), inputs.shape()).tensor(work, examples);
      Tensor noise = new Rows(inputs.noise(), inputs.shape()).tensor(work, examples);
      double[] weights = new double[examples.length];
      Arrays.fill(weights, 1);
      Conditions conditions = inputs.conditions();
      return new NoisyBatch(
          math.addNoise(work, schedule, latents, noise, timesteps),
          noise,
          SdxlVerification.floats(Arrays.stream(timesteps).asLongStream().toArray()),
          new Conditioning(
              conditions.prompts().tensor(work, examples),
              conditions.pooled().tensor(work, examples),
              conditions.timeIds().tensor(work, examples)),
          weights);
    }
  }

  @Override
  public Map<String, String> head(Denoiser model) {
    return Map.of();
  }

  @Override
  public void comparePasses(Checks checks, List<Long> shape) {
    float[] all = new float[errors.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = errors.get(i);
    }
    checks.compare("loss", all, shape, Tolerances.METHOD_LOSS);
  }

  @Override
  public void compareLogits(Checks checks, TensorScope work, Denoiser model) {
    // There are none.
  }

  @Override
  public void close() {
    base.close();
  }
}
