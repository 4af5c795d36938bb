package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.TrialConfig;

/** Describes a low-rank method that has LoRA's settings and no others. */
public abstract class LowRankType extends MethodType {
  LowRankType(
      String name,
      String title,
      String description,
      Class<? extends Method> settings,
      List<AdapterTensor> tensors) {
    super(name, title, description, settings, tensors, Lora.PARAMETERS);
  }

  /** The method with a LoRA's settings. */
  abstract LowRankMethod of(Lora lora);

  @Override
  public LowRankMethod of(TrialConfig config) {
    return of(Lora.of(config));
  }

  @Override
  public Optional<Function<TraceValues, Method>> traced() {
    return Optional.of(trace -> of(Lora.of(trace)));
  }

  /** Tells whether PEFT counts it as a DoRA. */
  boolean hasMagnitudes() {
    return tensors().contains(Dora.MAGNITUDES);
  }
}
