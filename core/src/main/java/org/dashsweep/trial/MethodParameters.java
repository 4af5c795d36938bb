package org.dashsweep.trial;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.LaunchCount;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.space.Method;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;

/** The fine-tuning methods and the parameters that each of them takes. */
public final class MethodParameters {
  public static final Parameter<Integer> RANK =
      Parameter.integer("rank", "r of the low-rank adapters").atLeast(1).required();

  static final Parameter<Double> ALPHA =
      Parameter.decimal("alpha", "adapters are scaled by alpha / rank")
          .moreThan(0)
          .computedAs("2 * rank");

  static final Parameter<Double> DROPOUT =
      Parameter.decimal("adapter-dropout", "of the adapters' input")
          .atLeastAndLessThan(0, 1)
          .defaultsTo(0.0);

  static final Parameter<List<String>> TARGET_MODULES =
      Parameter.texts(
              "target-modules",
              "adapted linear layers by the end of their name; all-linear for all")
          .defaultsTo(List.of(TargetModules.ALL_LINEAR));

  static final Parameter<Integer> DIRECTIONS =
      Parameter.integer("directions", "s, task-specific directions per matrix")
          .atLeast(1)
          .defaultsTo(8);

  static final Parameter<Integer> LAUNCH_STEP =
      Parameter.integer("launch-step", "t, after which the directions train too")
          .atLeast(1)
          .defaultsTo(100);

  static final Parameter<LaunchCount> LAUNCH_COUNTS =
      Parameter.choice(
              "launch-counts", LaunchCount.class, "what launch-step counts (the paper: updates)")
          .defaultsTo(LaunchCount.UPDATES);

  static final Parameter<Double> EPSILON =
      Parameter.decimal("epsilon", "added to sigma in the change rate").atLeast(0).defaultsTo(1e-6);

  private static final List<Parameter<?>> LORA = List.of(RANK, ALPHA, DROPOUT, TARGET_MODULES);

  private static final List<Parameter<?>> LORA_DASH =
      Stream.<List<Parameter<?>>>of(LORA, List.of(DIRECTIONS, LAUNCH_STEP, LAUNCH_COUNTS, EPSILON))
          .<Parameter<?>>flatMap(List::stream)
          .toList();

  /** The parameters that decide what {@link #read} makes, of whatever method. */
  public static final Set<Parameter<?>> ALL =
      Stream.<Parameter<?>>concat(
              Stream.of(SearchSpace.METHOD),
              methods().stream().flatMap(method -> method.parameters().stream()))
          .collect(Collectors.toUnmodifiableSet());

  private MethodParameters() {}

  /** The methods, each with its own parameters. */
  public static List<Method> methods() {
    return List.of(
        new Method(Lora.NAME, "Low-rank adapters (Hu et al., 2022)", LORA),
        new Method(Dora.NAME, "LoRA and a magnitude for each row (Liu et al., 2024)", LORA),
        new Method(
            LoraDash.NAME,
            "LoRA and the task-specific directions of W (Si et al., 2025)",
            LORA_DASH));
  }

  /** The method that trains only a task's head, for experiments whose models have one. */
  public static Method headOnly() {
    return new Method(HeadOnly.NAME, "Only the task head trains: the floor", List.of());
  }

  static Rule reachableLaunch() {
    return new Rule(
        List.of(LAUNCH_STEP, TrialParameters.OPTIMIZER_STEPS, LAUNCH_COUNTS),
        "launch-step must be below optimizer-steps, or the directions never train",
        config ->
            config.get(LAUNCH_COUNTS) != LaunchCount.UPDATES
                || config.get(LAUNCH_STEP) < config.get(TrialParameters.OPTIMIZER_STEPS));
  }

  /** The method of a configuration. */
  static org.dashsweep.adapter.Method read(TrialConfig config) {
    return switch (config.get(SearchSpace.METHOD)) {
      case HeadOnly.NAME -> new HeadOnly();
      case Lora.NAME -> lora(config);
      case Dora.NAME -> new Dora(lora(config));
      case LoraDash.NAME ->
          new LoraDash(
              lora(config),
              config.get(DIRECTIONS),
              config.get(LAUNCH_STEP),
              config.get(EPSILON),
              config.get(LAUNCH_COUNTS));
      default -> throw new IllegalStateException("The search space knows more methods: " + config);
    };
  }

  private static Lora lora(TrialConfig config) {
    return new Lora(
        config.get(RANK),
        config.get(ALPHA),
        config.get(DROPOUT),
        new TargetModules(config.get(TARGET_MODULES)));
  }
}
