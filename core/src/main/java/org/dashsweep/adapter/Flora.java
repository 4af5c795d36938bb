package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;
import org.dashsweep.tensor.TensorScope;

/**
 * FLoRA (Si et al., 2024, arXiv 2405.14739): W + (α / r) B G A, with A, B and the core G (r, r)
 * trained. As in the authors' code G starts at zero, A and B uniform in ±1/√fan-in.
 *
 * @param lora A and B
 */
public record Flora(Lora lora) implements CoreMethod {
  /** G, (r, r). */
  public static final AdapterTensor MIXER = AdapterTensor.named("lora_E").inTraces("lora_E");

  static final Type TYPE = new Type();

  static final class Type extends LowRankType {
    Type() {
      super(
          "flora",
          "FLoRA",
          "B G A with a core G (Si et al., 2024)",
          Flora.class,
          List.of(Lora.A, Lora.B, Lora.SCALING, MIXER));
    }

    @Override
    LowRankMethod of(Lora lora) {
      return new Flora(lora);
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
      adapters.train(layer, MIXER, scope.zeros(lora.rank(), lora.rank()));
    }
  }

  @Override
  public AdapterTensor core() {
    return MIXER;
  }

  @Override
  public int coreColumns() {
    return lora.rank();
  }
}
