package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;

/**
 * Series adapters of LLM-Adapters (Hu et al., 2023): a bottleneck behind a linear layer, or before
 * it.
 *
 * @param bottleneck b
 * @param activation between both products
 * @param place behind W, or before it
 * @param targets the layers adapted
 */
public record Series(
    int bottleneck, BottleneckActivation activation, Bottleneck place, TargetModules targets)
    implements BottleneckMethod {
  static final Parameter<List<String>> MODULES =
      Parameter.texts(
              "series-modules", "linear layers with such adapters, as target-modules names them")
          .defaultsTo(TargetModules.words(LayerRole.DOWN));

  static final Parameter<Bottleneck> PLACE =
      Parameter.choice(
              "series-place",
              List.of(Bottleneck.SERIES_OUTPUT, Bottleneck.SERIES_INPUT),
              Parameter::spelling,
              "behind a linear layer, or before it")
          .defaultsTo(Bottleneck.SERIES_OUTPUT);

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "series",
          "Series",
          "Bottlenecks behind linear layers (Houlsby et al., 2019, as LLM-Adapters has them)",
          Series.class,
          Stream.of(Bottleneck.SERIES_OUTPUT, Bottleneck.SERIES_INPUT)
              .flatMap(place -> place.tensors().stream())
              .toList(),
          List.of(Bottleneck.WIDTH, Bottleneck.ACTIVATION, PLACE, MODULES));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Series(
          config.get(Bottleneck.WIDTH),
          config.get(Bottleneck.ACTIVATION),
          config.get(PLACE),
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
              new Series(
                  trace.positiveInteger("bottleneck"),
                  BottleneckActivation.named(trace.text("non_linearity")),
                  Bottleneck.named(trace.text("placement")),
                  new TargetModules(trace.texts("target_modules"))));
    }
  }

  public Series {
    BottleneckMethod.requireBottleneck(bottleneck);
    if (place == Bottleneck.PARALLEL) {
      throw new IllegalArgumentException("series-place must be in series: " + place);
    }
  }

  @Override
  public String modulesSetting() {
    return MODULES.name();
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Map<AdapterTensor, LayerShape> trainedShapes() {
    return place.shapes(bottleneck);
  }

  @Override
  public Optional<AdapterTensor> activationTensor() {
    return Optional.of(place.activation());
  }
}
