package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A fine-tuning method: which tensors it adds to a target layer, which of them train from when, and
 * what its layers' merged weights are.
 *
 * <p>To add a method: one record that implements this, its branch in {@code low_rank} of {@code
 * linear.py} if the form of the product is new, and its line in the trial's vocabulary.
 */
public sealed interface Method permits HeadOnly, Lora, LoraDash, Dora {
  /** The name in sweep files and tables. */
  String name();

  /** Probability with which an adapter's input elements are dropped in training. */
  double dropout();

  /**
   * Adds what trains from the first step.
   *
   * @param seed of this trial's initial values
   */
  void attach(AdapterSet adapters, FrozenWeights base, long seed);

  /**
   * What the method adds to each layer that it adapts, by its shape alone; no base is needed.
   *
   * @param layers all linear layers of the base
   * @throws IllegalArgumentException if the method names layers that are not among them
   */
  Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers);

  /**
   * Refuses a training that ends before all that the method does has begun.
   *
   * @param updates optimiser updates of the whole training
   * @param forwards its forward passes, evaluations on the way included
   * @throws IllegalArgumentException naming the setting
   */
  default void requireReachable(long updates, long forwards) {}

  /**
   * Called before every forward pass in training.
   *
   * @param updates optimiser updates done so far
   * @param forwards forward passes done so far, evaluation included
   * @return whether tensors were added to those that train
   */
  default boolean beforeForward(
      AdapterSet adapters, FrozenWeights base, long updates, long forwards) {
    return false;
  }

  /**
   * ΔW of a target layer in float32, (out, in): what a merge adds to W.
   *
   * @param scope owns the result
   */
  Tensor weightChange(
      TensorScope scope, AdapterSet adapters, FrozenWeights base, LinearLayer layer);

  /**
   * The trained adapter in the form that other software loads: the same function but for rounding.
   * Empty for a method without adapters.
   *
   * @param scope owns what is not the adapters' own
   */
  Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters);

  /** The adapters' position before or after the launch of the method's directions. */
  default Launch launch(AdapterSet adapters) {
    return Launch.NONE;
  }

  /** The task-specific directions chosen so far; empty for methods without any. */
  default List<ChosenDirection> directions(AdapterSet adapters) {
    return List.of();
  }
}
