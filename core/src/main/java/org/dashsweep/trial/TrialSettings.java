package org.dashsweep.trial;

import java.util.Locale;
import java.util.Set;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.LaunchCount;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.BatchSchedule;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Precision;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.train.TrainingSettings;

/**
 * What the trials of every experiment take, as the types that run them. The search space has
 * checked every value already.
 *
 * @param config the trial's configuration
 */
public record TrialSettings(TrialConfig config) {
  /** The parameters that {@link #method()} reads, of whatever method. */
  public static final Set<String> METHOD =
      Set.of(
          "method",
          "rank",
          "alpha",
          "adapter-dropout",
          "target-modules",
          "directions",
          "launch-step",
          "launch-counts",
          "epsilon");

  /** The parameters that decide how long a training is, in updates and forward passes. */
  public static final Set<String> LENGTH =
      Set.of(
          "train-rows",
          "batch-size",
          "micro-batch-size",
          "optimizer-steps",
          "epochs",
          "evaluate-every");

  /** The base model as the sweep names it. */
  public String model() {
    return config.text("model");
  }

  /** Of initial values, data order and dropout masks. */
  public long seed() {
    return config.integer("seed");
  }

  /** Training rows to use of those there are. */
  public int trainRows(int available) {
    return config.has("train-rows") ? Math.min(integer("train-rows"), available) : available;
  }

  /** Examples of an update. */
  public int batchSize() {
    return integer("batch-size");
  }

  /** Updates between evaluations, or 0. */
  public int evaluateEvery() {
    return integer("evaluate-every");
  }

  /** Of the frozen linear layers. */
  public Precision basePrecision() {
    return Precision.valueOf(config.text("base-precision").toUpperCase(Locale.ROOT));
  }

  /** Of the training examples. */
  public BatchOrder order() {
    return config.text("order").equals("shuffled")
        ? new BatchOrder.Shuffled()
        : new BatchOrder.LengthBucketed(BatchOrder.LengthBucketed.DEFAULT_WINDOW_BATCHES);
  }

  /** Updates of the whole trial. */
  public int totalSteps(int trainRows) {
    return config.has("optimizer-steps")
        ? integer("optimizer-steps")
        : Math.max(1, BatchSchedule.stepsOf(trainRows, batchSize(), config.decimal("epochs")));
  }

  /**
   * Forward passes of the whole training.
   *
   * @param every updates between evaluations; 0 for none before its end
   * @param perEvaluation those of one of these evaluations
   */
  public long forwardPasses(int updates, int every, long perEvaluation) {
    long microBatches = ceilDivide(batchSize(), integer("micro-batch-size"));
    long evaluations = every == 0 ? 0 : (updates - 1) / every;
    return updates * microBatches + evaluations * perEvaluation;
  }

  /** How many parts of a size a total has, the last one perhaps smaller. */
  public static int ceilDivide(int total, int part) {
    return (total + part - 1) / part;
  }

  /** How the trainer goes about it. */
  public TrainingSettings training(int trainRows) {
    int total = totalSteps(trainRows);
    return new TrainingSettings(
        total,
        integer("micro-batch-size"),
        new LearningRateSchedule(
            LearningRateSchedule.Shape.valueOf(config.text("schedule").toUpperCase(Locale.ROOT)),
            config.decimal("learning-rate"),
            warmUpSteps(total),
            total),
        new AdamWSettings(
            config.decimal("adam-beta1"),
            config.decimal("adam-beta2"),
            config.decimal("adam-epsilon"),
            config.decimal("weight-decay"),
            config.decimal("max-gradient-norm")),
        seed());
  }

  /** Rounded up, as Hugging Face's {@code warmup_ratio}. */
  private int warmUpSteps(int total) {
    if (config.has("warm-up-ratio")) {
      return (int) Math.ceil(total * config.decimal("warm-up-ratio") - 1e-9);
    }
    return config.has("warm-up-steps") ? integer("warm-up-steps") : 0;
  }

  /** The fine-tuning method with its parameters. */
  public Method method() {
    return switch (config.text("method")) {
      case HeadOnly.NAME -> new HeadOnly();
      case Lora.NAME -> lora();
      case Dora.NAME -> new Dora(lora());
      case LoraDash.NAME ->
          new LoraDash(
              lora(),
              integer("directions"),
              integer("launch-step"),
              config.decimal("epsilon"),
              config.text("launch-counts").equals("updates")
                  ? LaunchCount.UPDATES
                  : LaunchCount.FORWARD_CALLS);
      default -> throw new IllegalStateException("The search space knows more methods: " + config);
    };
  }

  private Lora lora() {
    return new Lora(
        integer("rank"),
        config.decimal("alpha"),
        config.decimal("adapter-dropout"),
        new TargetModules(config.texts("target-modules")));
  }

  private int integer(String parameter) {
    return Math.toIntExact(config.integer(parameter));
  }
}
