package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.TrialConfig;

/**
 * SSB (Si et al., 2024): diag(l) W diag(m), with l and m trained. The bias stays as it is.
 *
 * @param targets the layers scaled
 */
public record Ssb(TargetModules targets) implements ScaleMethod {
  /** m, (in,). */
  public static final AdapterTensor RIGHT = INPUT.inTraces("lora_row");

  /** l, (out,). */
  public static final AdapterTensor LEFT = ROWS.inTraces("lora");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "ssb",
          "SSB",
          "Scales for each input and output of W (Si et al., 2024)",
          Ssb.class,
          List.of(RIGHT, LEFT),
          List.of(MODULES));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Ssb(new TargetModules(config.get(MODULES)));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(trace -> new Ssb(new TargetModules(trace.texts("target_modules"))));
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Map<AdapterTensor, TargetModules> scales() {
    Map<AdapterTensor, TargetModules> scales = new LinkedHashMap<>();
    scales.put(RIGHT, targets);
    scales.put(LEFT, targets);
    return scales;
  }
}
