package org.dashsweep.sweep;

import static org.dashsweep.space.Constraint.atLeast;
import static org.dashsweep.space.Constraint.atLeastAndLessThan;
import static org.dashsweep.space.Constraint.between;
import static org.dashsweep.space.Constraint.moreThan;
import static org.dashsweep.space.Constraint.oneOf;
import static org.dashsweep.space.Parameter.computed;
import static org.dashsweep.space.Parameter.defaulted;
import static org.dashsweep.space.Parameter.optional;
import static org.dashsweep.space.Parameter.required;
import static org.dashsweep.space.ParameterKind.BOOLEAN;
import static org.dashsweep.space.ParameterKind.DECIMAL;
import static org.dashsweep.space.ParameterKind.INTEGER;
import static org.dashsweep.space.ParameterKind.TEXT;
import static org.dashsweep.space.ParameterKind.TEXT_LIST;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dashsweep.space.Choice;
import org.dashsweep.space.Method;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SweepSpecification;

/** A search space like the real one, so that these tests do not change when that one grows. */
public final class TestSearchSpace {
  public static final SearchSpace SPACE = with();
  public static final SearchSpaces SPACES = new SearchSpaces(List.of(SPACE));

  private TestSearchSpace() {}

  /** The test search space with further common parameters. */
  static SearchSpace with(Parameter... further) {
    List<Parameter> common = new ArrayList<>(common());
    common.addAll(List.of(further));
    List<Parameter> dash = new ArrayList<>(lora());
    dash.addAll(dash());
    return new SearchSpace(
        "classification",
        common,
        List.of(
            new Method("head-only", "trains the task head and nothing else", List.of()),
            new Method("lora", "low-rank adapters", lora()),
            new Method("lora-dash", "low-rank adapters and task-specific directions", dash)),
        List.of(
            Choice.exactlyOneOf("optimizer-steps", "epochs"),
            Choice.atMostOneOf("warm-up-steps", "warm-up-ratio")),
        List.of(
            new Rule(
                List.of("batch-size", "micro-batch-size"),
                "batch-size must be a multiple of micro-batch-size",
                config -> config.integer("batch-size") % config.integer("micro-batch-size") == 0)));
  }

  private static List<Parameter> common() {
    return List.of(
        required("model", TEXT, "base model"),
        required("task", TEXT, "data set").withConstraint(oneOf("supersense", "hypernymy")),
        required("seed", INTEGER, "seed of all of a trial's random streams")
            .withConstraint(atLeast(0)),
        required("train-rows", INTEGER, "examples to train on").withConstraint(atLeast(1)),
        required("max-length", INTEGER, "longest input, in tokens").withConstraint(atLeast(2)),
        required("batch-size", INTEGER, "examples per update").withConstraint(atLeast(1)),
        computed("micro-batch-size", INTEGER, "batch-size", "examples per backward pass")
            .withConstraint(atLeast(1)),
        optional("optimizer-steps", INTEGER, "updates").withConstraint(atLeast(1)),
        optional("epochs", INTEGER, "passes over the training data").withConstraint(atLeast(1)),
        required("learning-rate", DECIMAL, "peak learning rate").withConstraint(moreThan(0)),
        defaulted("schedule", TEXT, "linear", "course of the learning rate")
            .withConstraint(oneOf("linear", "cosine", "constant")),
        optional("warm-up-steps", INTEGER, "updates of warm-up").withConstraint(atLeast(0)),
        optional("warm-up-ratio", DECIMAL, "share of the updates that warm up")
            .withConstraint(between(0, 1)),
        defaulted("weight-decay", DECIMAL, 0, "decoupled weight decay").withConstraint(atLeast(0)),
        defaulted("adam-beta1", DECIMAL, 0.9, "decay of the first moment")
            .withConstraint(atLeastAndLessThan(0, 1)),
        defaulted("adam-beta2", DECIMAL, 0.999, "decay of the second moment")
            .withConstraint(atLeastAndLessThan(0, 1)),
        defaulted("adam-epsilon", DECIMAL, 1e-8, "added to the root of the second moment")
            .withConstraint(moreThan(0)),
        defaulted("max-gradient-norm", DECIMAL, 1, "norm that gradients are clipped to")
            .withConstraint(moreThan(0)),
        defaulted("order", TEXT, "shuffled", "order of the training examples")
            .withConstraint(oneOf("shuffled", "bucketed")),
        defaulted("base-precision", TEXT, "float32", "element type of the frozen base")
            .withConstraint(oneOf("float32", "bfloat16")),
        defaulted("hidden-dropout", DECIMAL, 0.1, "dropout of hidden states")
            .withConstraint(atLeastAndLessThan(0, 1)),
        defaulted("attention-dropout", DECIMAL, 0.1, "dropout of attention weights")
            .withConstraint(atLeastAndLessThan(0, 1)),
        defaulted("pooling", TEXT, "mean", "how a text becomes one vector")
            .withConstraint(oneOf("mean", "first")),
        optional("evaluate-every", INTEGER, "updates between evaluations")
            .withConstraint(atLeast(1)),
        defaulted("evaluation-batch-size", INTEGER, 64, "examples per forward pass")
            .withConstraint(atLeast(1)),
        defaulted("save-predictions", BOOLEAN, true, "whether to keep every prediction"));
  }

  private static List<Parameter> lora() {
    return List.of(
        required("rank", INTEGER, "rank of the adapters").withConstraint(atLeast(1)),
        required("alpha", INTEGER, "scale of the adapters times their rank")
            .withConstraint(atLeast(1)),
        defaulted("adapter-dropout", DECIMAL, 0, "dropout of the adapters' input")
            .withConstraint(atLeastAndLessThan(0, 1)),
        defaulted("target-modules", TEXT_LIST, List.of("query", "value"), "adapted linears")
            .withConstraint(oneOf("query", "key", "value", "output")));
  }

  private static List<Parameter> dash() {
    return List.of(
        defaulted("directions", INTEGER, 8, "task-specific directions per linear")
            .withConstraint(atLeast(1)),
        required("launch-step", INTEGER, "when the directions are chosen")
            .withConstraint(atLeast(1)),
        defaulted("epsilon", DECIMAL, 1e-6, "added to singular values").withConstraint(moreThan(0)),
        defaulted("launch-counts", TEXT, "updates", "what launch-step counts")
            .withConstraint(oneOf("updates", "forward-calls")));
  }

  /** Fingerprints that are their names. */
  static final Fingerprints FINGERPRINTS =
      new Fingerprints() {
        @Override
        public String ofModel(String model) {
          return "weights of " + model;
        }

        @Override
        public Set<String> dataParameters() {
          return Set.of("task", "train-rows");
        }

        @Override
        public String ofData(TrialConfig config) {
          return "rows of " + config.text("task");
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
