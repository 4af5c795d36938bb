package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;
import org.dashsweep.tensor.TensorScope;

/**
 * TriLoRA (Feng et al., 2024): W + (α / r) B diag(e) A, with A, B and e trained. As in the code of
 * LoRA-Dash's authors for commonsense reasoning, e starts at zero, A and B uniform in ±1/√fan-in.
 *
 * @param lora A and B
 */
public record Trilora(Lora lora) implements CoreMethod {
  /** e, (r, 1). */
  public static final AdapterTensor MIXER = AdapterTensor.named("lora_E").inTraces("lora_E");

  static final Type TYPE = new Type();

  static final class Type extends LowRankType {
    Type() {
      super(
          "trilora",
          "TriLoRA",
          "B diag(e) A (Feng et al., 2024)",
          Trilora.class,
          List.of(Lora.A, Lora.B, Lora.SCALING, MIXER));
    }

    @Override
    LowRankMethod of(Lora lora) {
      return new Trilora(lora);
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
    return lora;
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    lora.attach(adapters, base, seed);
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : adapters.layers()) {
      InitialValues.uniform(
          adapters.get(layer, Lora.B), 1 / Math.sqrt(lora.rank()), seed, Lora.B.of(layer));
      adapters.train(layer, MIXER, scope.zeros(lora.rank(), 1));
    }
  }

  @Override
  public AdapterTensor core() {
    return MIXER;
  }

  @Override
  public int coreColumns() {
    return 1;
  }
}
