package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;

/**
 * A method that trains tensors of the base itself, in copies of the trial's own: the base of all
 * others stays as it is. The copies are float32 whatever the base is kept in.
 */
interface BaseMethod extends Method {
  @Override
  default double dropout() {
    return 0;
  }

  @Override
  default void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    List<BaseTensor> trained = base.tensors().stream().filter(trainedBase()::trains).toList();
    TrainedBase.requireAny(
        this,
        base.tensors().stream()
            .flatMap(tensor -> tensor.parts().stream())
            .map(BaseTensor.Part::name)
            .toList());
    for (BaseTensor tensor : trained) {
      adapters.replace(tensor, base.copy(adapters.scope(), tensor));
    }
  }

  @Override
  default Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    return Map.of();
  }

  @Override
  default Map<AdapterTensor, LayerShape> shapes() {
    return Map.of();
  }

  /** W' − W of the rows that are a layer's; zeros where W does not train. */
  @Override
  default Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    String name = base.checkpointName(layer) + ".weight";
    for (BaseTensor tensor : base.tensors()) {
      for (BaseTensor.Part part : tensor.parts()) {
        Tensor trained = adapters.byName().get(tensor.name());
        if (part.name().equals(name) && trained != null) {
          try (TensorScope work = scope.child()) {
            Tensor rows = work.adopt(trained.rows(part.from(), part.to()));
            return scope.adopt(
                adapters
                    .algebra()
                    .evaluate(
                        work,
                        "difference",
                        new Arguments().tensor(rows).tensor(base.weight(work, layer)))
                    .get(0));
          }
        }
      }
    }
    return scope.zeros(layer.outputs(), layer.inputs());
  }

  @Override
  default Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.empty();
  }

  /** Describes a method without parameters of its own. */
  abstract class Type extends MethodType {
    Type(String name, String title, String description, Class<? extends Method> settings) {
      super(name, title, description, settings, List.of(), List.of());
    }

    /** The method. */
    abstract Method method();

    @Override
    public Method of(TrialConfig config) {
      return method();
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(trace -> method());
    }
  }
}
