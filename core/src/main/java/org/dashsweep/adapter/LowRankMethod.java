package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A method whose change of W is one low-rank product, whatever stands between its factors.
 *
 * <p>{@code low_rank} in {@code linear.py} folds it to B' A'. Others may add ranks to it.
 */
public interface LowRankMethod extends Method {
  /** The factors A (r, in) and B (out, r) as LoRA has them, and their scaling. */
  Lora factors();

  /** Returns the inner width of the folded product. */
  default int foldedRank() {
    return factors().rank();
  }

  /** Returns the trainer of the folded product in PEFT's files. */
  default LowRankType foldedType() {
    return Lora.TYPE;
  }

  @Override
  default double dropout() {
    return factors().dropout();
  }

  @Override
  default void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    factors().attach(adapters, base, seed);
  }

  @Override
  default Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    return factors().footprints(layers);
  }

  @Override
  default Map<AdapterTensor, LayerShape> shapes() {
    return factors().shapes();
  }

  @Override
  default Map<String, Object> shared() {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("form is", name());
    shared.put("rank is", factors().rank());
    shared.put("alpha / rank is", factors().scaling());
    return shared;
  }

  @Override
  default AdapterFigures figures() {
    return factors().figures();
  }

  @Override
  default long stepOperations(LayerStep step) {
    return factors().stepOperations(step);
  }

  @Override
  default Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return LowRank.weightChange(scope, adapters, base, layer);
  }

  /** Reads the factors alone: ΔW is not formed. */
  @Override
  default float[] coreChange(AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return LowRank.coreChange(adapters, base, layer);
  }

  /** A LoRA of the folded rank r': A' and B', with α' = r'. */
  @Override
  default Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.of(LowRank.folded(scope, adapters, this, foldedRank()));
  }
}
