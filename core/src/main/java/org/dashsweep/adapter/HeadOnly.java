package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** The floor of a comparison: the base as it is, only the task head trains. */
public record HeadOnly() implements Method {
  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "head-only",
          "Head only",
          "Only the task head trains: the floor",
          HeadOnly.class,
          List.of(),
          List.of());
    }

    @Override
    public Method of(TrialConfig config) {
      return new HeadOnly();
    }

    @Override
    public boolean trainsHeadAlone() {
      return true;
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public double dropout() {
    return 0;
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {}

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    return Map.of();
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    return Map.of();
  }

  @Override
  public long stepOperations(LayerStep step) {
    return 0;
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return scope.zeros(layer.outputs(), layer.inputs());
  }

  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.empty();
  }
}
