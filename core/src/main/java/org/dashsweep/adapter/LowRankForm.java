package org.dashsweep.adapter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a LoRA in an {@code adapter_config.json}, and of the methods that PEFT counts as one.
 *
 * @param rank r
 * @param alpha α; the product is scaled by α / r, or by α / √r
 * @param rankStabilised whether it is √r (Kalajdzievski, 2023)
 * @param dropout of the adapters' inputs in training
 * @param trainer the method that trains it
 * @param patterns ranks and α of single modules
 */
record LowRankForm(
    int rank,
    double alpha,
    boolean rankStabilised,
    double dropout,
    LowRankType trainer,
    LayerPatterns patterns)
    implements PeftForm {
  /** The {@code peft_type}. */
  static final String TYPE = "LORA";

  /** The key that tells DoRA from LoRA. */
  static final String DORA = "use_dora";

  /** Ways to start that leave W as it is; others (PiSSA, OLoRA, LoftQ, …) change it. */
  private static final Set<String> HARMLESS_STARTS = Set.of("gaussian", "eva", "orthogonal");

  /** Say nothing of the function, or what the tensors say too. */
  static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "ensure_weight_tying",
          "eva_config",
          "layers_pattern",
          "layers_to_transform",
          "loftq_config",
          "megatron_core",
          "qalora_group_size",
          "runtime_config");

  /** Decimals in files and sweeps have at least so many digits. */
  private static final double SCALING_TOLERANCE = 1e-6;

  /** The form of an adapter with one rank and scaling for all layers. */
  static LowRankForm of(Lora lora, LowRankType trainer) {
    return new LowRankForm(
        lora.rank(), lora.alpha(), false, lora.dropout(), trainer, LayerPatterns.NONE);
  }

  /** The form of an adapter that is scaled by α / √r. */
  static LowRankForm rankStabilised(Lora settings, LowRankType trainer) {
    return new LowRankForm(
        settings.rank(), settings.alpha(), true, settings.dropout(), trainer, LayerPatterns.NONE);
  }

  /**
   * Reads the keys of a LoRA.
   *
   * @throws org.dashsweep.weights.CheckpointException if a value is not usable
   */
  static LowRankForm read(PeftValues values, LowRankType trainer) {
    values.requireOffOr("bias", "none");
    values.requireOffOrOneOf(
        "init_lora_weights",
        HARMLESS_STARTS,
        "changes the base model's own weights: convert it to a LoRA first");
    values.ignore(WITHOUT_EFFECT);
    return new LowRankForm(
        values.rank("r"),
        values.alpha("lora_alpha"),
        values.flag("use_rslora"),
        values.dropout("lora_dropout"),
        trainer,
        values.patterns());
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    values.put("alpha_pattern", Map.of());
    values.put("bias", "none");
    values.put("fan_in_fan_out", false);
    values.put("init_lora_weights", true);
    values.put("layers_pattern", null);
    values.put("layers_to_transform", null);
    values.put("lora_alpha", number(alpha));
    values.put("lora_dropout", dropout);
    values.put("r", rank);
    values.put("rank_pattern", Map.of());
    values.put(DORA, trainer.hasMagnitudes());
    values.put("use_rslora", rankStabilised);
    return values;
  }

  /** Declared as an integer there, and read as one by stricter consumers. */
  static Object number(double value) {
    return value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE
        ? (Object) (int) value
        : (Object) value;
  }

  @Override
  public Method method(TargetModules targets) {
    return trainer.of(new Lora(rank, scaling() * rank, dropout, targets));
  }

  @Override
  public Map<String, Double> constants() {
    return Map.of(Lora.SCALING.name(), scaling());
  }

  @Override
  public Optional<String> problem(String module, Set<String> tensors) {
    if (tensors.contains(Dora.MAGNITUDES.name()) && !trainer.hasMagnitudes()) {
      return Optional.of("has magnitudes for " + module + ", but use_dora is false");
    }
    if (patterns.rank(module).orElse(rank) != rank) {
      return Optional.of(
          "gives "
              + module
              + " a rank of its own by rank_pattern in adapter_config.json; trials have one for all"
              + " layers");
    }
    double own = scaling(patterns.alpha(module).orElse(alpha), patterns.rank(module).orElse(rank));
    return sameScaling(own, scaling())
        ? Optional.empty()
        : Optional.of(
            "scales "
                + module
                + " otherwise than the rest, by alpha_pattern in adapter_config.json; trials have"
                + " one scaling for all layers");
  }

  /** Tells whether two scalings are one, but for rounding. */
  static boolean sameScaling(double one, double other) {
    return Math.abs(one - other) <= SCALING_TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
  }

  private double scaling() {
    return scaling(alpha, rank);
  }

  private double scaling(double alpha, int rank) {
    return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
  }
}
