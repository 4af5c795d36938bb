package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** The floor of a comparison: the base as it is, only the task head trains. */
public record HeadOnly() implements Method {
  public static final String NAME = "head-only";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double dropout() {
    return 0;
  }

  @Override
  public void attach(AdapterSet adapters, FrozenWeights base, long seed) {}

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    return Map.of();
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, FrozenWeights base, LinearLayer layer) {
    return scope.zeros(layer.outputs(), layer.inputs());
  }

  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.empty();
  }
}
