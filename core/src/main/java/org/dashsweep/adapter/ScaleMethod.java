package org.dashsweep.adapter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dashsweep.space.Parameter;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A method that multiplies the inputs or the outputs of layers by trained vectors, which start at
 * one. Each is a change of W (and perhaps of the bias), but of no low rank.
 */
interface ScaleMethod extends Method {
  /** The layers whose W is scaled. */
  Parameter<List<String>> MODULES =
      Parameter.texts(
              "scaled-modules", "linear layers whose W is scaled, as target-modules names them")
          .defaultsTo(TargetModules.words(LayerRole.KEYS, LayerRole.VALUES, LayerRole.UP));

  /** Times x, (in,). */
  AdapterTensor INPUT = AdapterTensor.named("input_scale");

  /** Times W x without the bias, (out,). */
  AdapterTensor ROWS = AdapterTensor.named("row_scale");

  /** Times W x + bias, (out,). */
  AdapterTensor OUTPUT = AdapterTensor.named("output_scale");

  /** Returns the layers that have a scale, by the scale. */
  Map<AdapterTensor, TargetModules> scales();

  /** Returns the parameter that names the layers of a scale. */
  default Parameter<List<String>> modules(AdapterTensor scale) {
    return MODULES;
  }

  private List<LinearLayer> select(AdapterTensor scale, List<LinearLayer> layers) {
    TargetModules modules = Objects.requireNonNull(scales().get(scale));
    boolean one = scales().values().stream().allMatch(modules::equals);
    return modules.equals(TargetModules.NONE) && !one
        ? List.of()
        : modules.select(layers, modules(scale).name());
  }

  private static LayerShape shape(AdapterTensor scale) {
    return LayerShape.of(
        scale.name().equals(INPUT.name()) ? LayerShape.INPUTS : LayerShape.OUTPUTS);
  }

  private static int size(AdapterTensor scale, LinearLayer layer) {
    return Math.toIntExact(shape(scale).at(layer).get(0));
  }

  @Override
  default boolean multipliesAlone() {
    return true;
  }

  @Override
  default double dropout() {
    return 0;
  }

  @Override
  default void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    Map<AdapterTensor, List<LinearLayer>> scaled = new LinkedHashMap<>();
    scales().keySet().forEach(scale -> scaled.put(scale, select(scale, base.linearLayers())));
    for (LinearLayer layer : base.linearLayers()) {
      scaled.forEach(
          (scale, layers) -> {
            if (layers.contains(layer)) {
              float[] ones = new float[size(scale, layer)];
              Arrays.fill(ones, 1);
              adapters.train(layer, scale, adapters.scope().floats(ones, ones.length));
            }
          });
    }
  }

  /** Counts what a pass keeps: a scaled input or output beside the product's own. */
  @Override
  default Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = new LinkedHashMap<>();
    scales()
        .keySet()
        .forEach(
            scale -> {
              for (LinearLayer layer : select(scale, layers)) {
                long size = size(scale, layer);
                footprints.merge(
                    layer,
                    new AdapterFootprint(0, size, 0, 0, size),
                    (one, other) ->
                        new AdapterFootprint(
                            0,
                            one.trained() + other.trained(),
                            0,
                            0,
                            one.magnitudes() + other.magnitudes()));
              }
            });
    return footprints;
  }

  @Override
  default Map<AdapterTensor, LayerShape> shapes() {
    Map<AdapterTensor, LayerShape> shapes = new LinkedHashMap<>();
    type().tensors().forEach(scale -> shapes.put(scale, shape(scale)));
    return shapes;
  }

  @Override
  default Map<String, Object> shared() {
    return Map.of("form is", name());
  }

  /** Nothing but element-wise work. */
  @Override
  default long stepOperations(LayerStep step) {
    return 0;
  }

  @Override
  default Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return LowRank.weightChange(scope, adapters, base, layer);
  }

  @Override
  default Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.empty();
  }
}
