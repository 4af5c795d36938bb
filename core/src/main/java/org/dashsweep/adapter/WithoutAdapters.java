package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** A method that adds nothing to the base's layers. */
interface WithoutAdapters extends Method {
  @Override
  default double dropout() {
    return 0;
  }

  @Override
  default void attach(AdapterSet adapters, AdaptedBase base, long seed) {}

  @Override
  default Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    return Map.of();
  }

  @Override
  default Map<AdapterTensor, LayerShape> shapes() {
    return Map.of();
  }

  @Override
  default long stepOperations(LayerStep step) {
    return 0;
  }

  @Override
  default Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return scope.zeros(layer.outputs(), layer.inputs());
  }

  @Override
  default Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.empty();
  }
}
