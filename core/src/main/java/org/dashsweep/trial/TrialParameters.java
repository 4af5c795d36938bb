package org.dashsweep.trial;

import static org.dashsweep.space.Constraint.atLeast;
import static org.dashsweep.space.Constraint.atLeastAndLessThan;
import static org.dashsweep.space.Constraint.between;
import static org.dashsweep.space.Constraint.moreThan;
import static org.dashsweep.space.Constraint.oneOf;
import static org.dashsweep.space.ParameterKind.DECIMAL;
import static org.dashsweep.space.ParameterKind.INTEGER;
import static org.dashsweep.space.ParameterKind.TEXT;
import static org.dashsweep.space.ParameterKind.TEXT_LIST;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.space.Choice;
import org.dashsweep.space.Method;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;

/**
 * The parameters that the trials of every experiment take, and the methods: what an experiment
 * builds its search space from. Read by {@link TrialSettings}.
 */
public final class TrialParameters {
  private TrialParameters() {}

  /** The methods, each with its own parameters. */
  public static List<Method> methods() {
    return List.of(
        new Method(Lora.NAME, "Low-rank adapters (Hu et al., 2022)", lora()),
        new Method(Dora.NAME, "LoRA and a magnitude for each row (Liu et al., 2024)", lora()),
        new Method(
            LoraDash.NAME,
            "LoRA and the task-specific directions of W (Si et al., 2025)",
            loraDash()));
  }

  /** The method that trains only a task's head, for experiments whose models have one. */
  public static Method headOnly() {
    return new Method(HeadOnly.NAME, "Only the task head trains: the floor", List.of());
  }

  /** Parameters of which a trial has only one. */
  public static List<Choice> choices() {
    return List.of(
        Choice.exactlyOneOf("optimizer-steps", "epochs"),
        Choice.atMostOneOf("warm-up-steps", "warm-up-ratio"));
  }

  /** What the values of {@link #training} and {@link #methods} owe one another. */
  public static List<Rule> rules() {
    return List.of(
        new Rule(
            List.of("launch-step", "optimizer-steps", "launch-counts"),
            "launch-step must be below optimizer-steps, or the directions never train",
            config ->
                !config.text("launch-counts").equals("updates")
                    || config.integer("launch-step") < config.integer("optimizer-steps")),
        new Rule(
            List.of("micro-batch-size", "batch-size"),
            "micro-batch-size must not be above batch-size",
            config -> config.integer("micro-batch-size") <= config.integer("batch-size")));
  }

  /**
   * How a trial trains.
   *
   * @param batchSize examples of an update, unless a sweep says otherwise
   */
  public static List<Parameter> training(int batchSize) {
    return List.of(
        Parameter.defaulted("seed", INTEGER, 1, "of initial values, data order and dropout masks")
            .withConstraint(between(0, Integer.MAX_VALUE)),
        Parameter.optional(
            InitialAdapter.PARAMETER,
            TEXT,
            "directory of an adapter to go on from, PEFT's or an export; a fresh one if absent"),
        Parameter.optional("train-rows", INTEGER, "training rows to use; all of them if absent")
            .withConstraint(atLeast(1)),
        Parameter.defaulted("batch-size", INTEGER, batchSize, "examples of an optimiser update")
            .withConstraint(atLeast(1)),
        Parameter.computed(
                "micro-batch-size",
                INTEGER,
                "batch-size",
                "examples of one forward and backward pass")
            .withConstraint(atLeast(1)),
        Parameter.optional("optimizer-steps", INTEGER, "optimiser updates of the whole trial")
            .withConstraint(atLeast(1)),
        Parameter.optional("epochs", DECIMAL, "passes over the training rows")
            .withConstraint(moreThan(0)),
        Parameter.required("learning-rate", DECIMAL, "peak learning rate")
            .withConstraint(moreThan(0)),
        Parameter.defaulted("schedule", TEXT, "linear", "learning rate after the warm-up")
            .withConstraint(oneOf("linear", "cosine", "constant")),
        Parameter.optional("warm-up-steps", INTEGER, "updates of linear warm-up")
            .withConstraint(atLeast(0)),
        Parameter.optional("warm-up-ratio", DECIMAL, "warm-up as a share of all updates")
            .withConstraint(between(0, 1)),
        Parameter.defaulted("weight-decay", DECIMAL, 0.0, "decoupled weight decay of AdamW")
            .withConstraint(atLeast(0)),
        Parameter.defaulted("adam-beta1", DECIMAL, 0.9, "decay of AdamW's first moment")
            .withConstraint(atLeastAndLessThan(0, 1)),
        Parameter.defaulted("adam-beta2", DECIMAL, 0.999, "decay of AdamW's second moment")
            .withConstraint(atLeastAndLessThan(0, 1)),
        Parameter.defaulted("adam-epsilon", DECIMAL, 1e-8, "AdamW's epsilon")
            .withConstraint(moreThan(0)),
        Parameter.defaulted(
                "max-gradient-norm", DECIMAL, 1.0, "2-norm that gradients are clipped to; 0: never")
            .withConstraint(atLeast(0)),
        Parameter.defaulted(
                "order",
                TEXT,
                "shuffled",
                "of training examples; bucketed puts like lengths together")
            .withConstraint(oneOf("shuffled", "length-bucketed")),
        Parameter.defaulted("base-precision", TEXT, "float32", "of the frozen linear layers")
            .withConstraint(oneOf("float32", "bfloat16")));
  }

  private static List<Parameter> lora() {
    return List.of(
        Parameter.required("rank", INTEGER, "r of the low-rank adapters")
            .withConstraint(atLeast(1)),
        Parameter.computed("alpha", DECIMAL, "2 * rank", "adapters are scaled by alpha / rank")
            .withConstraint(moreThan(0)),
        Parameter.defaulted("adapter-dropout", DECIMAL, 0.0, "of the adapters' input")
            .withConstraint(atLeastAndLessThan(0, 1)),
        Parameter.defaulted(
            "target-modules",
            TEXT_LIST,
            List.of(TargetModules.ALL_LINEAR),
            "adapted linear layers by the end of their name; all-linear for all"));
  }

  private static List<Parameter> loraDash() {
    List<Parameter> parameters = new ArrayList<>(lora());
    parameters.add(
        Parameter.defaulted("directions", INTEGER, 8, "s, task-specific directions per matrix")
            .withConstraint(atLeast(1)));
    parameters.add(
        Parameter.defaulted("launch-step", INTEGER, 100, "t, after which the directions train too")
            .withConstraint(atLeast(1)));
    parameters.add(
        Parameter.defaulted(
                "launch-counts", TEXT, "updates", "what launch-step counts (the paper: updates)")
            .withConstraint(oneOf("updates", "forward-calls")));
    parameters.add(
        Parameter.defaulted("epsilon", DECIMAL, 1e-6, "added to sigma in the change rate")
            .withConstraint(atLeast(0)));
    return parameters;
  }
}
