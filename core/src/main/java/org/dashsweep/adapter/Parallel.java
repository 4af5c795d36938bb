package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;

/**
 * Parallel adapters (He et al., 2022) as LLM-Adapters has them: W x + bias + U act(V x).
 *
 * @param bottleneck b
 * @param activation between both products
 * @param targets the layers adapted
 */
public record Parallel(int bottleneck, BottleneckActivation activation, TargetModules targets)
    implements BottleneckMethod {
  static final Parameter<List<String>> MODULES =
      Parameter.texts(
              "parallel-modules", "linear layers with such adapters, as target-modules names them")
          .defaultsTo(TargetModules.words(LayerRole.UP, LayerRole.DOWN));

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "parallel",
          "Parallel",
          "Bottlenecks beside linear layers (He et al., 2022, as LLM-Adapters has them)",
          Parallel.class,
          Bottleneck.PARALLEL.tensors(),
          List.of(Bottleneck.WIDTH, Bottleneck.ACTIVATION, MODULES));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Parallel(
          config.get(Bottleneck.WIDTH),
          config.get(Bottleneck.ACTIVATION),
          new TargetModules(config.get(MODULES)));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(
          trace ->
              new Parallel(
                  trace.positiveInteger("bottleneck"),
                  BottleneckActivation.named(trace.text("non_linearity")),
                  new TargetModules(trace.texts("target_modules"))));
    }
  }

  public Parallel {
    BottleneckMethod.requireBottleneck(bottleneck);
  }

  @Override
  public String modulesSetting() {
    return MODULES.name();
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  /** None: what it adds is a function of the input alone. */
  @Override
  public long keptOutputs(LinearLayer layer) {
    return 0;
  }

  @Override
  public Map<AdapterTensor, LayerShape> trainedShapes() {
    return Bottleneck.PARALLEL.shapes(bottleneck);
  }

  @Override
  public Optional<AdapterTensor> activationTensor() {
    return Optional.of(Bottleneck.PARALLEL.activation());
  }
}
