package org.dashsweep.train;

import java.util.Map;
import java.util.function.BiFunction;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;

/**
 * One fine-tuning, put together: adapters on a frozen base, the model, its objective and its
 * training.
 *
 * <p>One scope on the base's device holds all that is native of it, and is freed when this is
 * closed or when putting it together fails. The base stays the caller's. Confined to one thread.
 *
 * @param <M> the model
 */
public final class FineTuning<M> implements AutoCloseable {
  private final TensorScope scope;
  private final AdapterSet adapters;
  private final M model;
  private final Training training;

  /**
   * The plan of a fine-tuning: the method, its base, the batches and the settings.
   *
   * @param batches of the objective's examples
   * @param settings whose seed draws the adapters' initial values too
   */
  public record Plan(
      Method method, AdaptedBase base, BatchSchedule batches, TrainingSettings settings) {}

  private FineTuning(
      TensorScope scope,
      Plan plan,
      BiFunction<TensorScope, AdapterSet, M> model,
      BiFunction<TensorScope, M, Objective> objective) {
    this.scope = scope;
    this.adapters = new AdapterSet(scope);
    plan.method().attach(adapters, plan.base(), plan.settings().seed());
    this.model = model.apply(scope, adapters);
    this.training =
        new Training(
            objective.apply(scope, this.model),
            plan.method(),
            plan.base(),
            plan.batches(),
            plan.settings());
  }

  /**
   * Puts a fine-tuning together, at its first update.
   *
   * @param model makes the model on the attached adapters, whose initial values it may replace
   * @param objective makes what the model is trained for
   */
  public static <M> FineTuning<M> of(
      Plan plan,
      BiFunction<TensorScope, AdapterSet, M> model,
      BiFunction<TensorScope, M, Objective> objective) {
    TensorScope scope = TensorScope.open(plan.base().device());
    return Closing.onFailure(scope, () -> new FineTuning<>(scope, plan, model, objective));
  }

  /** The adapters that train. */
  public AdapterSet adapters() {
    return adapters;
  }

  /** The model; lives as long as this, and need not be closed. */
  public M model() {
    return model;
  }

  /** The updates. */
  public Training training() {
    return training;
  }

  /** All that trains now, by the names of {@link Objective#parameters}. */
  public Map<String, Tensor> parameters() {
    return training.objective().parameters();
  }

  /** A scope that is closed with this at the latest. */
  public TensorScope child() {
    return scope.child();
  }

  @Override
  public void close() {
    scope.close();
    Torch.releaseFreedMemory();
  }
}
