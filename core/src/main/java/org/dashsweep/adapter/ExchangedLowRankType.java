package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;

/** Describes a method with LoRA's settings whose adapters PEFT trains too, and counts as LoRA's. */
abstract class ExchangedLowRankType extends LowRankType {
  ExchangedLowRankType(
      String name,
      String title,
      String description,
      Class<? extends Method> settings,
      List<AdapterTensor> tensors) {
    super(name, title, description, settings, tensors);
  }

  @Override
  public Optional<String> peftType() {
    return Optional.of(LowRankForm.TYPE);
  }

  @Override
  public Optional<PeftForm> readPeft(PeftValues values) {
    return values.flag(LowRankForm.DORA) == hasMagnitudes()
        ? Optional.of(LowRankForm.read(values, this))
        : Optional.empty();
  }
}
