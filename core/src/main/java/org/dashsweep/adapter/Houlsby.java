package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;

/**
 * Houlsby's adapters (Houlsby et al., 2019), as the code of AdaLoRA's and LoRA-Dash's authors has
 * them: h + U silu(V h + a) + c behind the output and dropout of attention and of the feed-forward
 * layer, before the residual and its norm.
 *
 * <p>For encoders whose norms lie behind their residuals.
 *
 * @param bottleneck b
 */
public record Houlsby(int bottleneck) implements BottleneckMethod {
  static final Parameter<Integer> WIDTH =
      Parameter.integer("hadapter-bottleneck", "width between the two products of an adapter")
          .atLeast(1)
          .defaultsTo(8);

  /** V, (b, out). */
  public static final AdapterTensor DOWN =
      AdapterTensor.named("houlsby_down").inTraces("../adapter.adapter_A").startingAtRandom();

  /** (b,). */
  public static final AdapterTensor DOWN_BIAS =
      AdapterTensor.named("houlsby_down.bias").inTraces("../adapter.adapter_A.bias");

  /** U, (out, b). */
  public static final AdapterTensor UP =
      AdapterTensor.named("houlsby_up").inTraces("../adapter.adapter_B").startingAtRandom();

  /** (out,). */
  public static final AdapterTensor UP_BIAS =
      AdapterTensor.named("houlsby_up.bias").inTraces("../adapter.adapter_B.bias");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "hadapter",
          "HAdapter",
          "Bottlenecks behind attention and feed-forward layers (Houlsby et al., 2019)",
          Houlsby.class,
          List.of(DOWN, DOWN_BIAS, UP, UP_BIAS),
          List.of(WIDTH));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Houlsby(config.get(WIDTH));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(trace -> new Houlsby(trace.positiveInteger("bottleneck")));
    }
  }

  public Houlsby {
    BottleneckMethod.requireBottleneck(bottleneck);
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public TargetModules targets() {
    return new TargetModules(TargetModules.words(LayerRole.ATTENTION_OUTPUTS, LayerRole.DOWN));
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    LayerRole.requireNormsBehindResiduals(this, base.linearLayers());
    BottleneckMethod.super.attach(adapters, base, seed);
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    LayerRole.requireNormsBehindResiduals(this, layers);
    return BottleneckMethod.super.footprints(layers);
  }

  @Override
  public BottleneckActivation activation() {
    return BottleneckActivation.SILU;
  }

  @Override
  public Map<AdapterTensor, LayerShape> trainedShapes() {
    Map<AdapterTensor, LayerShape> shapes = new LinkedHashMap<>();
    shapes.put(DOWN, LayerShape.of(bottleneck, LayerShape.OUTPUTS));
    shapes.put(DOWN_BIAS, LayerShape.of(bottleneck));
    shapes.put(UP, LayerShape.of(LayerShape.OUTPUTS, bottleneck));
    shapes.put(UP_BIAS, LayerShape.of(LayerShape.OUTPUTS));
    return shapes;
  }

  @Override
  public Optional<AdapterTensor> activationTensor() {
    return Optional.empty();
  }
}
