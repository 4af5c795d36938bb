package org.dashsweep.adapter;

import java.util.List;
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
public record Houlsby(int bottleneck) implements NormBottleneck {
  static final Parameter<Integer> WIDTH =
      Parameter.integer("hadapter-bottleneck", "width between the two products of an adapter")
          .between(1, Lora.MAXIMUM_WIDTH)
          .defaultsTo(8);

  private static final List<AdapterTensor> PARTS = NormBottleneck.parts("houlsby");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "hadapter",
          "HAdapter",
          "Bottlenecks behind attention and feed-forward layers (Houlsby et al., 2019)",
          Houlsby.class,
          PARTS,
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
  public BottleneckActivation activation() {
    return BottleneckActivation.SILU;
  }

  @Override
  public List<AdapterTensor> parts() {
    return PARTS;
  }
}
