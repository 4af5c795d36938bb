package org.dashsweep.jobs.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterFigures;
import org.dashsweep.adapter.AdapterFootprint;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.LayerShape;
import org.dashsweep.adapter.LayerStep;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.PlainAdapter;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A method that the program does not have, W + c B A with c given: one file that nothing else names
 * but one line of {@code META-INF/services}.
 *
 * @param rank r
 * @param scale c
 * @param targets the layers adapted
 */
public record ScaledLora(int rank, double scale, TargetModules targets) implements Method {
  private static final MethodType LORA = new Lora(1, 1, 0, TargetModules.all()).type();
  private static final Parameter<Double> SCALE =
      Parameter.decimal("scale", "of the low-rank product").moreThan(0).required();

  /** Describes the method. */
  public static final class Type extends MethodType {
    /** As {@link java.util.ServiceLoader} makes it. */
    public Type() {
      super(
          "scaled-lora",
          "Scaled LoRA",
          "LoRA with a scale of its own",
          ScaledLora.class,
          LORA.tensors(),
          List.of(Methods.RANK, SCALE, Methods.TARGETS));
    }

    @Override
    public Method of(TrialConfig config) {
      return new ScaledLora(
          config.get(Methods.RANK),
          config.get(SCALE),
          new TargetModules(config.get(Methods.TARGETS)));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(LORA);
    }
  }

  private Lora lora() {
    return new Lora(rank, scale * rank, 0, targets);
  }

  @Override
  public MethodType type() {
    return Methods.named("scaled-lora").orElseThrow();
  }

  @Override
  public double dropout() {
    return 0;
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    lora().attach(adapters, base, seed);
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    return lora().footprints(layers);
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    return lora().shapes();
  }

  @Override
  public Map<String, Object> shared() {
    return lora().shared();
  }

  @Override
  public AdapterFigures figures() {
    return lora().figures();
  }

  @Override
  public long stepOperations(LayerStep step) {
    return lora().stepOperations(step);
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return lora().weightChange(scope, adapters, base, layer);
  }

  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return lora().plain(scope, adapters);
  }
}
