package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A fine-tuning method with its settings: which tensors it adds to a target layer, which of them
 * train from when, and what its layers' merged weights are. What is known without settings is its
 * {@link MethodType}'s.
 *
 * <p>To add a method: one record that implements this, its line in {@link Methods}, and its branch
 * in {@code low_rank} of {@code linear.py} if the form of the product is new.
 */
public interface Method {
  /** The description of the method. */
  MethodType type();

  /** The name in sweep files and tables. */
  default String name() {
    return type().name();
  }

  /** Probability with which an adapter's input elements are dropped in training. */
  double dropout();

  /**
   * Adds what trains from the first step.
   *
   * @param seed of this trial's initial values
   */
  void attach(AdapterSet adapters, AdaptedBase base, long seed);

  /**
   * Returns the footprint in each layer that the method adapts, by its shape alone; no base is
   * needed.
   *
   * @param layers all linear layers of the base
   * @throws IllegalArgumentException if the method names layers that are not among them
   */
  Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers);

  /** Learned tokens before each text, by which its positions are moved. */
  default int prefixTokens() {
    return 0;
  }

  /** The share of the base that trains in copies of the trial's own. */
  default TrainedBase trainedBase() {
    return TrainedBase.NONE;
  }

  /**
   * Tells whether an adapted layer is a product by itself, where others share one with the layers
   * that have the same input.
   */
  default boolean multipliesAlone() {
    return false;
  }

  /** The shapes of {@link MethodType#tensors()}, in their order. */
  Map<AdapterTensor, LayerShape> shapes();

  /** Tells whether a tensor belongs to the base, so that no file of a trial holds it. */
  default boolean isShared(AdapterTensor tensor) {
    return false;
  }

  /** The method that trains the same tensors until the launch; this one if there is none. */
  default Method beforeLaunch() {
    return this;
  }

  /**
   * The settings that an adapter and the method that goes on from it must share.
   *
   * @return values by the words that messages put before them, such as {@code rank is}
   */
  default Map<String, Object> shared() {
    return Map.of();
  }

  /**
   * The settings that they must share too where files leave out what belongs to the base: see
   * {@link #isShared}.
   */
  default Map<String, Object> sharedWithoutFiles() {
    return Map.of();
  }

  /** Optimiser updates before all that the method does has begun. */
  default int updatesBeforeLaunch() {
    return 0;
  }

  /**
   * The baseline whose step multiplies as much: benchmarks compare the two.
   *
   * @throws IllegalStateException if the method has no baseline
   */
  default Method benchmarkBaseline() {
    throw new IllegalStateException("No method is measured against " + name());
  }

  /** The settings that benchmarks show. */
  default AdapterFigures figures() {
    return AdapterFigures.NONE;
  }

  /**
   * Operations that the method adds to one layer in a training step, frozen product and
   * element-wise work left out.
   */
  long stepOperations(LayerStep step);

  /**
   * The tensors whose vectors have no sign of their own. Where one of a pair trains, both have
   * their signs from the start.
   */
  default List<SignPair> signPairs() {
    return List.of();
  }

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
   * @param clock what is done so far
   */
  default TrainedChange beforeForward(AdapterSet adapters, AdaptedBase base, TrainingClock clock) {
    return TrainedChange.NONE;
  }

  /**
   * Adds the gradients of a term that the method adds to the loss to those of the update's
   * examples.
   *
   * @return the term
   */
  default double addPenalty(AdapterSet adapters) {
    return 0;
  }

  /**
   * Called after every update, while the gradients are still there: clipped, as the update used
   * them.
   *
   * @param clock what was done before the update
   */
  default void afterUpdate(AdapterSet adapters, AdaptedBase base, TrainingClock clock) {}

  /**
   * The factor of the schedule's learning rate for a tensor.
   *
   * @param tensor full name in an adapter set
   * @param peak the schedule's highest rate
   */
  default double learningRateFactor(String tensor, double peak) {
    return 1;
  }

  /**
   * ΔW of a target layer in float32, (out, in): what a merge adds to W.
   *
   * @param scope owns the result
   */
  Tensor weightChange(TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer);

  /**
   * Tells whether all that trains is a change of the base's own tensors, so that a model without
   * adapters computes the same.
   */
  default boolean changesBaseAlone() {
    return true;
  }

  /** The layers whose W the method changes, in order. */
  default List<LinearLayer> changedLayers(AdapterSet adapters, AdaptedBase base) {
    return adapters.layers();
  }

  /** Returns the diagonal of Uᵀ ΔW V of a layer's W = U diag(σ) Vᵀ, (k,). */
  default float[] coreChange(AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return LowRank.coreChangeOf(this, adapters, base, layer);
  }

  /**
   * The trained adapter in the form that other software loads: the same function but for rounding.
   * Empty for a method without adapters.
   *
   * @param scope owns what is not the adapters' own
   */
  Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters);

  /**
   * The ranks of a method that allocates some of a budget; empty for all others.
   *
   * @param clock what was done before the last update
   */
  default Optional<RankAllocation> allocation(AdapterSet adapters, TrainingClock clock) {
    return Optional.empty();
  }

  /** The adapters' position before or after the launch of the method's directions. */
  default DirectionLaunch launch(AdapterSet adapters) {
    return DirectionLaunch.NONE;
  }

  /** The task-specific directions chosen so far; empty for methods without any. */
  default List<ChosenDirection> directions(AdapterSet adapters) {
    return List.of();
  }
}
