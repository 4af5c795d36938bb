package org.dashsweep.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * AdamW over named tensors, each with its own moments and step count, so that a tensor may join
 * later. The moments live in the scope it was given; confined to one thread.
 */
public final class AdamW implements AutoCloseable {
  private final TensorScope scope;
  private final AdamWSettings settings;
  private final ScriptModule script;
  private final Map<String, Slot> slots = new LinkedHashMap<>();

  /** A parameter with its first and second moment and its step count (1,). */
  record Slot(Tensor parameter, Tensor first, Tensor second, Tensor steps) {}

  /**
   * Makes an optimiser without parameters.
   *
   * @param scope holds moments; owned by the caller
   */
  public AdamW(TensorScope scope, AdamWSettings settings) {
    this.scope = scope;
    this.settings = settings;
    this.script =
        ScriptModule.compile(
            scope,
            "AdamW",
            List.of("/org/dashsweep/train/adamw.py"),
            Map.of(
                "beta1", settings.beta1(),
                "beta2", settings.beta2(),
                "epsilon", settings.epsilon(),
                "largest_norm", settings.largestGradientNorm()));
  }

  /** Optimises these too; those known already stay as they are. */
  public void track(Map<String, Tensor> parameters) {
    parameters.forEach(
        (name, parameter) ->
            slots.computeIfAbsent(
                name,
                absent ->
                    new Slot(
                        parameter,
                        scope.zeros(parameter.shape()),
                        scope.zeros(parameter.shape()),
                        scope.zeros(1))));
  }

  Map<String, Slot> slots() {
    return slots;
  }

  /**
   * Clips the accumulated gradients, updates every parameter and clears the gradients.
   *
   * @return the gradients' 2-norm before clipping; if it is not finite, nothing was updated
   */
  public double update(double learningRate) {
    try (TensorScope work = scope.child()) {
      List<Tensor> all = slots.values().stream().map(Slot::parameter).toList();
      double norm =
          script.evaluate(work, "clip", new Arguments().list("parameters", all)).get(0).scalar();
      if (Double.isFinite(norm)) {
        List<Slot> decayed = new ArrayList<>();
        List<Slot> exempt = new ArrayList<>();
        slots.forEach((name, slot) -> (name.endsWith(".bias") ? exempt : decayed).add(slot));
        update(work, decayed, learningRate, settings.weightDecay());
        update(work, exempt, learningRate, 0);
      }
      return norm;
    }
  }

  private void update(TensorScope work, List<Slot> group, double learningRate, double decay) {
    if (!group.isEmpty()) {
      script.evaluate(
          work,
          "update",
          new Arguments()
              .list("parameters", group.stream().map(Slot::parameter).toList())
              .list("first", group.stream().map(Slot::first).toList())
              .list("second", group.stream().map(Slot::second).toList())
              .list("steps", group.stream().map(Slot::steps).toList())
              .tensor(work.number(learningRate))
              .tensor(work.number(decay)));
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
