package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * MoSLoRA (Wu et al., 2024): W + (α / r) B G A, with A, B and the mixer G (r, r) trained. B starts
 * at zero, A and G uniform in ±1/√fan-in.
 *
 * @param lora A and B
 */
public record Moslora(Lora lora) implements CoreMethod {
  /** G, (r, r). */
  public static final AdapterTensor MIXER =
      AdapterTensor.named("lora_E").inTraces("lora_E").startingAtRandom();

  static final Type TYPE = new Type();

  static final class Type extends LowRankType {
    Type() {
      super(
          "moslora",
          "MoSLoRA",
          "B G A with a mixer G that starts at random (Wu et al., 2024)",
          Moslora.class,
          List.of(Lora.A, Lora.B, Lora.SCALING, MIXER));
    }

    @Override
    LowRankMethod of(Lora lora) {
      return new Moslora(lora);
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
      Tensor mixer = scope.zeros(lora.rank(), lora.rank());
      InitialValues.uniform(mixer, 1 / Math.sqrt(lora.rank()), seed, MIXER.of(layer));
      adapters.train(layer, MIXER, mixer);
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
