package org.dashsweep.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * The state of a training's adapters and head at the lowest validation loss. It is evaluated and
 * exported where the best state counts, as with {@code load_best_model_at_end} of Hugging Face's
 * {@code Trainer}. The first of equal losses wins. Only offered states are considered; the last one
 * is no exception.
 *
 * <p>Holds copies of the trained tensors; other tensors never change, so that their names suffice.
 * Owned by its {@link Training}; {@link TrainingCheckpoint} writes it too.
 */
public final class BestState {
  private final Objective objective;
  private final TensorScope scope;
  private final Map<String, Tensor> values = new LinkedHashMap<>();
  private Set<String> adapterNames = Set.of();
  private @Nullable Offer best;
  private boolean restored;

  /**
   * A state that is compared.
   *
   * @param step updates done
   * @param validationLoss the lower the better
   */
  public record Offer(int step, double validationLoss) {}

  /**
   * No state yet.
   *
   * @param scope the training's, holds the copies
   */
  BestState(Objective objective, TensorScope scope) {
    this.objective = objective;
    this.scope = scope;
  }

  /**
   * Compares the training's present state with the best so far, and keeps it if it is better.
   *
   * @param step updates done
   * @param validationLoss of the present state; if it is not a number, the state is not kept
   * @return whether it is the best now
   */
  public boolean offer(int step, double validationLoss) {
    if (Double.isNaN(validationLoss) || (best != null && validationLoss >= best.validationLoss())) {
      return false;
    }
    keep(new Offer(step, validationLoss), objective.adapters().byName().keySet());
    objective.parameters().forEach((name, tensor) -> put(name, tensor.copy(scope)));
    return true;
  }

  /** The best state so far, if one was offered. */
  public Optional<Offer> best() {
    return Optional.ofNullable(best);
  }

  /**
   * Puts the best state back and takes away tensors that were added since. Leaves everything as it
   * is if none was offered. The training does not go on from there.
   */
  public void restore() {
    if (best == null) {
      return;
    }
    restored = true;
    objective.adapters().retain(adapterNames);
    objective
        .parameters()
        .forEach(
            (name, tensor) -> {
              Tensor value = values.get(name);
              if (value == null) {
                throw new IllegalStateException("The best state has no " + name);
              }
              tensor.set(value);
            });
  }

  /** Returns whether the best state was put back. */
  boolean restored() {
    return restored;
  }

  /** The copies, by the names of {@link Objective#parameters}. */
  Map<String, Tensor> values() {
    return values;
  }

  /** Names of all adapter tensors that the best state has. */
  Set<String> adapterNames() {
    return adapterNames;
  }

  /** Takes up a state that was written; its values are to follow. */
  void keep(Offer state, Set<String> names) {
    values.values().forEach(Tensor::close);
    values.clear();
    best = state;
    adapterNames = Set.copyOf(names);
  }

  void put(String name, Tensor value) {
    values.put(name, scope.adopt(value));
  }

  TensorScope scope() {
    return scope;
  }
}
