package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A method with small networks of their own, U act(V ·), at some layers. All weights start normal
 * with deviation 0.02, so that the first step does not see the base model; biases start at zero.
 */
interface BottleneckMethod extends Method {
  double DEVIATION = 0.02;

  /** Returns the layers that have a bottleneck. */
  TargetModules targets();

  /** Returns the name of the setting that says which layers these are. */
  default String modulesSetting() {
    return Lora.TARGETS.name();
  }

  /** Returns b, the width between both products. */
  int bottleneck();

  /** Returns the tensors with their shapes; those of one dimension are biases. */
  Map<AdapterTensor, LayerShape> trainedShapes();

  /** Returns the tensor that says which activation a bottleneck has, if it has a choice. */
  Optional<AdapterTensor> activationTensor();

  /** Returns the activation. */
  BottleneckActivation activation();

  @Override
  default double dropout() {
    return 0;
  }

  @Override
  default void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : targets().select(base.linearLayers(), modulesSetting())) {
      trainedShapes()
          .forEach(
              (tensor, shape) -> {
                long[] sizes = shape.at(layer).stream().mapToLong(Long::longValue).toArray();
                Tensor values = scope.zeros(sizes);
                if (sizes.length > 1) {
                  InitialValues.normal(values, DEVIATION, seed, tensor.of(layer));
                }
                adapters.train(layer, tensor, values);
              });
      activationTensor()
          .ifPresent(
              tensor -> adapters.share(layer, tensor, scope.number((long) activation().code())));
    }
  }

  /** Counts both sides of the activation, and what the bottleneck adds. */
  @Override
  default Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = new LinkedHashMap<>();
    for (LinearLayer layer : targets().select(layers, modulesSetting())) {
      long trained =
          trainedShapes().values().stream()
              .mapToLong(shape -> shape.at(layer).stream().reduce(1L, (a, b) -> a * b))
              .sum();
      footprints.put(
          layer, new AdapterFootprint(2 * bottleneck(), trained, 0, 0, keptOutputs(layer)));
    }
    return footprints;
  }

  /** Returns the numbers of a token's output that its gradient needs. */
  default long keptOutputs(LinearLayer layer) {
    return layer.outputs();
  }

  @Override
  default boolean multipliesAlone() {
    return true;
  }

  @Override
  default Map<AdapterTensor, LayerShape> shapes() {
    return trainedShapes();
  }

  @Override
  default Map<String, Object> shared() {
    return Map.of("form is", name(), "bottleneck is", bottleneck(), "activation is", activation());
  }

  @Override
  default AdapterFigures figures() {
    return new AdapterFigures(bottleneck(), null, null, null);
  }

  @Override
  default long stepOperations(LayerStep step) {
    return step.trainedFactors(bottleneck());
  }

  @Override
  default boolean changesBaseAlone() {
    return false;
  }

  /** Refuses: what the bottleneck adds is no linear function of the input. */
  @Override
  default Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    throw new IllegalStateException(name() + " is no change of W");
  }

  @Override
  default Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.empty();
  }

  /** Refuses a width that is none. */
  static void requireBottleneck(int bottleneck) {
    if (bottleneck < 1) {
      throw new IllegalArgumentException("bottleneck must be at least 1: " + bottleneck);
    }
  }
}
