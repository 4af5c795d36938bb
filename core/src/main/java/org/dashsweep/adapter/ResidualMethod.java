package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * A method that starts from a piece of W itself, W = residual + (α / r) B₀ A₀, and trains B A from
 * there. The base is shared and stays W: a layer computes W + (α / r) (B A − B₀ A₀), which is a
 * product of rank 2 r.
 */
interface ResidualMethod extends LowRankMethod {
  /** A₀, (r, in). */
  AdapterTensor RESIDUAL_A = AdapterTensor.named("residual_A");

  /** −(α / r) B₀, (out, r). */
  AdapterTensor RESIDUAL_B = AdapterTensor.named("residual_B");

  /** Singular vectors have no signs of their own, and so A and B that start from them. */
  SignPair SIGNS = new SignPair(Lora.B, Lora.A);

  /** LoRA's tensors and those of the residual. */
  List<AdapterTensor> TENSORS = List.of(Lora.A, Lora.B, Lora.SCALING, RESIDUAL_A, RESIDUAL_B);

  /** Returns A₀ and B₀ of one layer. */
  List<Tensor> start(TensorScope work, AdaptedBase base, LinearLayer layer, ScriptModule script);

  @Override
  default int foldedRank() {
    return 2 * factors().rank();
  }

  @Override
  default void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    factors().attach(adapters, base, seed);
    ScriptModule script = adapters.algebra();
    try (TensorScope work = TensorScope.open(adapters.device())) {
      for (LinearLayer layer : adapters.layers()) {
        requireRank(layer);
        try (TensorScope one = work.child()) {
          LowRank.startFrom(adapters, layer, start(one, base, layer, script), script);
        }
      }
    }
  }

  /** Refuses a rank that W does not have. */
  private void requireRank(LinearLayer layer) {
    LowRank.requireAvailable("rank", factors().rank(), layer);
  }

  @Override
  default Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = LowRankMethod.super.footprints(layers);
    footprints.keySet().forEach(this::requireRank);
    footprints.replaceAll((layer, plain) -> plain.withFrozenRanks(layer, factors().rank()));
    return footprints;
  }

  @Override
  default Map<AdapterTensor, LayerShape> shapes() {
    return withResidual(factors().shapes(), factors().rank());
  }

  /** Returns shapes and those of a residual of that rank. */
  static Map<AdapterTensor, LayerShape> withResidual(
      Map<AdapterTensor, LayerShape> shapes, int rank) {
    Map<AdapterTensor, LayerShape> all = new LinkedHashMap<>(shapes);
    all.put(RESIDUAL_A, LayerShape.of(rank, LayerShape.INPUTS));
    all.put(RESIDUAL_B, LayerShape.of(LayerShape.OUTPUTS, rank));
    return all;
  }

  @Override
  default long stepOperations(LayerStep step) {
    return factors().stepOperations(step) + step.frozenFactors(factors().rank());
  }

  @Override
  default List<SignPair> signPairs() {
    return List.of(SIGNS);
  }

  /** Returns tensors of a method with a residual and some more. */
  static List<AdapterTensor> tensors(AdapterTensor... more) {
    return Stream.concat(TENSORS.stream(), Stream.of(more)).toList();
  }
}
