package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.TensorScope;

/**
 * LoRA+ (Hayou et al., 2024): LoRA whose B learns λ times as fast as its A, both by one schedule.
 *
 * @param lora all else
 * @param rateRatio λ
 */
public record LoraPlus(Lora lora, double rateRatio) implements LowRankMethod {
  static final Parameter<Double> RATE_RATIO =
      Parameter.decimal("rate-ratio", "lambda, learning rate of B over that of A")
          .between(0.001, 1_000_000)
          .defaultsTo(16.0);

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "lora-plus",
          "LoRA+",
          "LoRA whose B learns faster than its A (Hayou et al., 2024)",
          LoraPlus.class,
          List.of(Lora.A, Lora.B, Lora.SCALING),
          Stream.<Parameter<?>>concat(Lora.PARAMETERS.stream(), Stream.of(RATE_RATIO)).toList());
    }

    @Override
    public Method of(TrialConfig config) {
      return new LoraPlus(Lora.of(config), config.get(RATE_RATIO));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    /** Reads the ratio from its key, or as the default: PEFT's settings do not hold it. */
    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(
          trace ->
              new LoraPlus(
                  Lora.of(trace),
                  trace
                      .find("note", "B's learning rate is (\\d+(?:\\.\\d+)?) times A's")
                      .map(Double::parseDouble)
                      .orElse(16.0)));
    }
  }

  public LoraPlus {
    if (!(rateRatio > 0)) {
      throw new IllegalArgumentException("rate-ratio must be above 0: " + rateRatio);
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Lora factors() {
    return lora;
  }

  @Override
  public double learningRateFactor(String tensor, double peak) {
    return tensor.endsWith("." + Lora.B.name()) ? rateRatio : 1;
  }

  @Override
  public Map<String, Object> shared() {
    return lora.shared();
  }

  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return lora.plain(scope, adapters);
  }
}
