package org.dashsweep.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dashsweep.space.Choice;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.ParameterDraft;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SweepSpecification;

/** A search space like the real one, so that these tests do not change when that one grows. */
public final class TestSearchSpace {
  public static final Parameter<String> TASK =
      Parameter.text("task", "data set").among(List.of("supersense", "hypernymy")).required();
  public static final Parameter<Integer> SEED =
      Parameter.integer("seed", "seed of all of a trial's random streams").atLeast(0).required();
  public static final Parameter<Integer> TRAIN_ROWS =
      Parameter.integer("train-rows", "examples to train on").atLeast(1).required();
  public static final Parameter<Integer> BATCH_SIZE =
      Parameter.integer("batch-size", "examples per update").atLeast(1).required();
  public static final Parameter<Integer> MICRO_BATCH_SIZE =
      Parameter.integer("micro-batch-size", "examples per backward pass")
          .atLeast(1)
          .computedAs("batch-size");
  public static final Parameter<Integer> OPTIMIZER_STEPS =
      Parameter.integer("optimizer-steps", "updates").atLeast(1).optional();
  public static final Parameter<Integer> EPOCHS =
      Parameter.integer("epochs", "passes over the training data").atLeast(1).optional();
  public static final Parameter<Double> LEARNING_RATE =
      Parameter.decimal("learning-rate", "peak learning rate").moreThan(0).required();
  public static final Parameter<String> ORDER =
      choice("order", "order of the training examples", "shuffled", "bucketed")
          .defaultsTo("shuffled");
  public static final Parameter<Integer> RANK =
      Parameter.integer("rank", "rank of the adapters").atLeast(1).required();
  public static final Parameter<Integer> ALPHA =
      Parameter.integer("alpha", "scale of the adapters times their rank").atLeast(1).required();
  public static final Parameter<List<String>> TARGET_MODULES =
      Parameter.texts("target-modules", "adapted linears")
          .among(List.of("query", "key", "value", "output"))
          .defaultsTo(List.of("query", "value"));
  public static final Parameter<Integer> LAUNCH_STEP =
      Parameter.integer("launch-step", "when the directions are chosen").atLeast(1).required();

  private static final Parameter<Integer> WARM_UP_STEPS =
      Parameter.integer("warm-up-steps", "updates of warm-up").atLeast(0).optional();
  private static final Parameter<Double> WARM_UP_RATIO =
      Parameter.decimal("warm-up-ratio", "share of the updates that warm up")
          .between(0, 1)
          .optional();

  private static final List<Parameter<?>> COMMON =
      List.of(
          SearchSpace.MODEL,
          TASK,
          SEED,
          TRAIN_ROWS,
          Parameter.integer("max-length", "longest input, in tokens").atLeast(2).required(),
          BATCH_SIZE,
          MICRO_BATCH_SIZE,
          OPTIMIZER_STEPS,
          EPOCHS,
          LEARNING_RATE,
          choice("schedule", "course of the learning rate", "linear", "cosine", "constant")
              .defaultsTo("linear"),
          WARM_UP_STEPS,
          WARM_UP_RATIO,
          Parameter.decimal("weight-decay", "decoupled weight decay").atLeast(0).defaultsTo(0.0),
          Parameter.decimal("adam-beta1", "decay of the first moment")
              .atLeastAndLessThan(0, 1)
              .defaultsTo(0.9),
          Parameter.decimal("adam-beta2", "decay of the second moment")
              .atLeastAndLessThan(0, 1)
              .defaultsTo(0.999),
          Parameter.decimal("adam-epsilon", "added to the root of the second moment")
              .moreThan(0)
              .defaultsTo(1e-8),
          Parameter.decimal("max-gradient-norm", "norm that gradients are clipped to")
              .moreThan(0)
              .defaultsTo(1.0),
          ORDER,
          choice("base-precision", "element type of the frozen base", "float32", "bfloat16")
              .defaultsTo("float32"),
          Parameter.decimal("hidden-dropout", "dropout of hidden states")
              .atLeastAndLessThan(0, 1)
              .defaultsTo(0.1),
          Parameter.decimal("attention-dropout", "dropout of attention weights")
              .atLeastAndLessThan(0, 1)
              .defaultsTo(0.1),
          choice("pooling", "how a text becomes one vector", "mean", "first").defaultsTo("mean"),
          Parameter.integer("evaluate-every", "updates between evaluations").atLeast(1).optional(),
          Parameter.integer("evaluation-batch-size", "examples per forward pass")
              .atLeast(1)
              .defaultsTo(64),
          Parameter.flag("save-predictions", "whether to keep every prediction").defaultsTo(true));

  private static final List<Parameter<?>> LORA =
      List.of(
          RANK,
          ALPHA,
          Parameter.decimal("adapter-dropout", "dropout of the adapters' input")
              .atLeastAndLessThan(0, 1)
              .defaultsTo(0.0),
          TARGET_MODULES);

  private static final List<Parameter<?>> DASH =
      List.of(
          Parameter.integer("directions", "task-specific directions per linear")
              .atLeast(1)
              .defaultsTo(8),
          LAUNCH_STEP,
          Parameter.decimal("epsilon", "added to singular values").moreThan(0).defaultsTo(1e-6),
          choice("launch-counts", "what launch-step counts", "updates", "forward-calls")
              .defaultsTo("updates"));

  public static final SearchSpace SPACE = with();
  public static final SearchSpaces SPACES = new SearchSpaces(List.of(SPACE));

  private TestSearchSpace() {}

  private static ParameterDraft<String> choice(String name, String description, String... texts) {
    return Parameter.choice(name, List.of(texts), text -> text, description);
  }

  /** The test search space with further common parameters. */
  static SearchSpace with(Parameter<?>... further) {
    return with(List.of(further), List.of());
  }

  /** The test search space with blocks of descriptions. */
  public static SearchSpace describedBy(DescriptionBlock... blocks) {
    return with(List.of(), List.of(blocks));
  }

  private static SearchSpace with(List<Parameter<?>> further, List<DescriptionBlock> blocks) {
    List<Parameter<?>> common = new ArrayList<>(COMMON);
    common.addAll(further);
    List<Parameter<?>> dash = new ArrayList<>(LORA);
    dash.addAll(DASH);
    return new SearchSpace(
        "classification",
        common,
        List.of(
            new MethodSpace("head-only", "trains the task head and nothing else", List.of()),
            new MethodSpace("lora", "low-rank adapters", LORA),
            new MethodSpace("lora-dash", "low-rank adapters and task-specific directions", dash)),
        List.of(
            Choice.exactlyOneOf(OPTIMIZER_STEPS, EPOCHS),
            Choice.atMostOneOf(WARM_UP_STEPS, WARM_UP_RATIO)),
        List.of(
            new Rule(
                List.of(BATCH_SIZE, MICRO_BATCH_SIZE),
                "batch-size must be a multiple of micro-batch-size",
                config -> config.get(BATCH_SIZE) % config.get(MICRO_BATCH_SIZE) == 0)),
        blocks);
  }

  /** Fingerprints that are their names. */
  public static final SweepFingerprints FINGERPRINTS =
      new SweepFingerprints() {
        @Override
        public String ofModel(String model) {
          return "weights of " + model;
        }

        @Override
        public Set<Parameter<?>> dataParameters() {
          return Set.of(TASK, TRAIN_ROWS);
        }

        @Override
        public String ofData(TrialConfig config) {
          return "rows of " + config.get(TASK);
        }
      };

  /** The cells of a sweep of that text. */
  public static List<TrialConfig> cells(String text) {
    return SweepSpecification.parse("test.yaml", text, SPACES).expand();
  }

  /** The trials of a sweep of that text. */
  static List<Trial> trials(String text) {
    return SweepSpecification.parse("test.yaml", text, SPACES).trials(FINGERPRINTS);
  }
}
