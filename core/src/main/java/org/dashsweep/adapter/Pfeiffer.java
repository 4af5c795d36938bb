package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;

/**
 * Pfeiffer's adapters (Pfeiffer et al., 2021), as the code of AdaLoRA's and LoRA-Dash's authors has
 * them: with h the output of the feed-forward layer, x what goes round it and a = LayerNorm(h + x),
 * the block puts out LayerNorm(h + U relu(V a + b) + c + x), by the same norm.
 *
 * <p>For encoders whose norms lie behind their residuals.
 *
 * @param bottleneck b
 */
public record Pfeiffer(int bottleneck) implements NormBottleneck {
  static final Parameter<Integer> WIDTH =
      Parameter.integer("padapter-bottleneck", "width between the two products of an adapter")
          .between(1, Lora.MAXIMUM_WIDTH)
          .defaultsTo(16);

  private static final List<AdapterTensor> PARTS = NormBottleneck.parts("pfeiffer");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "padapter",
          "PAdapter",
          "Bottlenecks behind feed-forward layers (Pfeiffer et al., 2021)",
          Pfeiffer.class,
          PARTS,
          List.of(WIDTH));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Pfeiffer(config.get(WIDTH));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(trace -> new Pfeiffer(trace.positiveInteger("bottleneck")));
    }
  }

  public Pfeiffer {
    BottleneckMethod.requireBottleneck(bottleneck);
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public TargetModules targets() {
    return new TargetModules(TargetModules.words(LayerRole.DOWN));
  }

  @Override
  public BottleneckActivation activation() {
    return BottleneckActivation.RELU;
  }

  @Override
  public List<AdapterTensor> parts() {
    return PARTS;
  }
}
