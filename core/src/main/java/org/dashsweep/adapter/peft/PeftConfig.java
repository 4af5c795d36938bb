package org.dashsweep.adapter.peft;

import java.util.List;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.jspecify.annotations.Nullable;

/**
 * What {@code adapter_config.json} says of a LoRA or DoRA adapter.
 *
 * @param baseModel name or path of the base model, or null if none is given
 * @param taskType what the model is for, or null if it is not said
 * @param rank r
 * @param alpha α; the product is scaled by α / r, or by α / √r
 * @param rankStabilised whether it is √r (Kalajdzievski, 2023)
 * @param dropout of the adapters' inputs in training
 * @param dora whether there are magnitudes
 * @param targetModules ends of the adapted modules' names; empty where a pattern is given instead
 * @param modulesToSave modules that were trained whole and lie beside the adapters
 * @param patterns ranks and α of single modules
 */
public record PeftConfig(
    @Nullable String baseModel,
    @Nullable TaskType taskType,
    int rank,
    double alpha,
    boolean rankStabilised,
    double dropout,
    boolean dora,
    List<String> targetModules,
    List<String> modulesToSave,
    LayerPatterns patterns) {
  /** Decimals in files and sweeps have at least so many digits. */
  private static final double SCALING_TOLERANCE = 1e-6;

  public PeftConfig {
    targetModules = List.copyOf(targetModules);
    modulesToSave = List.copyOf(modulesToSave);
  }

  /** What B A is multiplied by. */
  public double scaling() {
    return scaling(alpha, rank);
  }

  private double scaling(double alpha, int rank) {
    return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
  }

  /** Whether one module has the rank of all. */
  boolean hasRank(String module) {
    return patterns.rank(module).orElse(rank) == rank;
  }

  /** Whether one module's product is multiplied by what all are multiplied by. */
  boolean hasScaling(String module) {
    return sameScaling(
        scaling(patterns.alpha(module).orElse(alpha), patterns.rank(module).orElse(rank)),
        scaling());
  }

  /** Whether two scalings are one, but for rounding. */
  static boolean sameScaling(double one, double other) {
    return Math.abs(one - other) <= SCALING_TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
  }

  /** The method that trains such an adapter on these modules. */
  Method method(TargetModules targets) {
    Lora lora = new Lora(rank, scaling() * rank, dropout, targets);
    return dora ? new Dora(lora) : lora;
  }
}
