package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bottleneck beside the norms of encoders that have them behind their residuals. */
interface NormBottleneck extends BottleneckMethod {
  /** Returns V (b, out), its bias (b,), U (out, b) and its bias (out,), in this order. */
  List<AdapterTensor> parts();

  /** Names the parts, whose names begin with a word of the method's own. */
  static List<AdapterTensor> parts(String word) {
    return List.of(
        AdapterTensor.named(word + "_down").inTraces("../adapter.adapter_A").startingAtRandom(),
        AdapterTensor.named(word + "_down.bias").inTraces("../adapter.adapter_A.bias"),
        AdapterTensor.named(word + "_up").inTraces("../adapter.adapter_B").startingAtRandom(),
        AdapterTensor.named(word + "_up.bias").inTraces("../adapter.adapter_B.bias"));
  }

  @Override
  default void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    LayerRole.requireNormsBehindResiduals(this, base.linearLayers());
    BottleneckMethod.super.attach(adapters, base, seed);
  }

  @Override
  default Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    LayerRole.requireNormsBehindResiduals(this, layers);
    return BottleneckMethod.super.footprints(layers);
  }

  @Override
  default Map<AdapterTensor, LayerShape> trainedShapes() {
    List<LayerShape> shapes =
        List.of(
            LayerShape.of(bottleneck(), LayerShape.OUTPUTS),
            LayerShape.of(bottleneck()),
            LayerShape.of(LayerShape.OUTPUTS, bottleneck()),
            LayerShape.of(LayerShape.OUTPUTS));
    Map<AdapterTensor, LayerShape> named = new LinkedHashMap<>();
    for (int i = 0; i < shapes.size(); i++) {
      named.put(parts().get(i), shapes.get(i));
    }
    return named;
  }

  @Override
  default Optional<AdapterTensor> activationTensor() {
    return Optional.empty();
  }
}
