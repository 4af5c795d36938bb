package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.TensorScope;

/**
 * rsLoRA (Kalajdzievski, 2023): W + (α / √r) B A. All else is LoRA's.
 *
 * @param settings LoRA's, whose α is divided by √r here
 */
public record RsLora(Lora settings) implements LowRankMethod {
  static final Type TYPE = new Type();

  static final class Type extends LowRankType {
    Type() {
      super(
          "rslora",
          "rsLoRA",
          "LoRA scaled by alpha / sqrt(rank) (Kalajdzievski, 2023)",
          RsLora.class,
          List.of(Lora.A, Lora.B, Lora.SCALING));
    }

    @Override
    LowRankMethod of(Lora lora) {
      return new RsLora(lora);
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Lora factors() {
    return settings.scaledBy(settings.alpha() / Math.sqrt(settings.rank()));
  }

  /** Whatever is scaled alike can go on as one: PEFT calls both LoRA. */
  @Override
  public Map<String, Object> shared() {
    return factors().shared();
  }

  @Override
  public AdapterFigures figures() {
    return settings.figures();
  }

  /** PEFT's own form, with {@code use_rslora}. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.of(
        new PlainAdapter(
            LowRankForm.rankStabilised(settings, Lora.TYPE), LowRank.ownTensors(TYPE, adapters)));
  }
}
