package org.dashsweep.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
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

  /** Forgets all moments and step counts. */
  void restart() {
    try (TensorScope work = scope.child()) {
      for (Slot slot : slots.values()) {
        for (Tensor state : List.of(slot.first(), slot.second(), slot.steps())) {
          state.set(work.zeros(state.shape()));
        }
      }
    }
  }

  Map<String, Slot> slots() {
    return slots;
  }

  /** Updates all parameters at one rate, as the other {@code update}. */
  public double update(double learningRate) {
    return update(learningRate, name -> 1, () -> {});
  }

  /**
   * Clips the accumulated gradients, updates every parameter and clears the gradients.
   *
   * @param factor of the learning rate, by the parameter's name
   * @param afterwards runs after the update, before the gradients are cleared
   * @return the gradients' 2-norm before clipping; if it is not finite, nothing was updated
   */
  double update(double learningRate, ToDoubleFunction<String> factor, Runnable afterwards) {
    try (TensorScope work = scope.child()) {
      List<Tensor> all = slots.values().stream().map(Slot::parameter).toList();
      double norm =
          script.evaluate(work, "clip", new Arguments().list("parameters", all)).get(0).scalar();
      if (Double.isFinite(norm)) {
        groups(factor)
            .forEach((group, slots) -> update(work, slots, learningRate * group.factor(), group));
        afterwards.run();
        script.evaluate(work, "clear", new Arguments().list("parameters", all));
      }
      return norm;
    }
  }

  /** Parameters that are updated alike. */
  private record Group(double factor, double decay) {}

  private Map<Group, List<Slot>> groups(ToDoubleFunction<String> factor) {
    Map<Group, List<Slot>> groups = new LinkedHashMap<>();
    slots.forEach(
        (name, slot) ->
            groups
                .computeIfAbsent(
                    new Group(
                        factor.applyAsDouble(name),
                        name.endsWith(".bias") ? 0 : settings.weightDecay()),
                    absent -> new ArrayList<>())
                .add(slot));
    return groups;
  }

  private void update(TensorScope work, List<Slot> slots, double learningRate, Group group) {
    script.evaluate(
        work,
        "update",
        new Arguments()
            .list("parameters", slots.stream().map(Slot::parameter).toList())
            .list("first", slots.stream().map(Slot::first).toList())
            .list("second", slots.stream().map(Slot::second).toList())
            .list("steps", slots.stream().map(Slot::steps).toList())
            .tensor(work.number(learningRate))
            .tensor(work.number(group.decay())));
  }

  @Override
  public void close() {
    script.close();
  }
}
