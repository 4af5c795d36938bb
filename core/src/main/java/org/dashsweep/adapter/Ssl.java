package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.TrialConfig;

/**
 * SSL (Si et al., 2024): W diag(l), with l trained. The bias stays as it is.
 *
 * @param targets the layers scaled
 */
public record Ssl(TargetModules targets) implements ScaleMethod {
  /** l, (in,). */
  public static final AdapterTensor SCALE = INPUT.inTraces("lora");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "ssl",
          "SSL",
          "One scale for each input of W (Si et al., 2024)",
          Ssl.class,
          List.of(SCALE),
          List.of(MODULES));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Ssl(new TargetModules(config.get(MODULES)));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(trace -> new Ssl(new TargetModules(trace.texts("target_modules"))));
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
