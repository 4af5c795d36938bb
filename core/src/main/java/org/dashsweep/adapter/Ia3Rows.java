package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.TrialConfig;

/**
 * (IA)³ as the code of LoRA-Dash's authors has it: diag(l) W for keys, values and the feed-forward
 * layer's first product, before its activation. The bias stays as it is. {@link Ia3} is the
 * published method.
 *
 * @param targets the layers scaled
 */
public record Ia3Rows(TargetModules targets) implements ScaleMethod {
  /** l, (out,). */
  public static final AdapterTensor SCALE = ROWS.inTraces("lora");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "ia3-rows",
          "(IA)³ by rows",
          "Scales for the rows of W, as the code of LoRA-Dash has (IA)³",
          Ia3Rows.class,
          List.of(SCALE),
          List.of(MODULES));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Ia3Rows(new TargetModules(config.get(MODULES)));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.empty();
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Map<AdapterTensor, TargetModules> scales() {
    Map<AdapterTensor, TargetModules> scales = new LinkedHashMap<>();
    scales.put(SCALE, targets);
    return scales;
  }
}
