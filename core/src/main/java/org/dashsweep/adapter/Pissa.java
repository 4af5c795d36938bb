package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * PiSSA (Meng et al., 2024): W = residual + (α / r) B A, where B A starts as the r largest singular
 * directions of W and trains. As in PEFT, A = √(Σᵣ r / α) Vᵣᵀ and B = Uᵣ √(Σᵣ r / α).
 *
 * @param lora A and B
 */
public record Pissa(Lora lora) implements ResidualMethod {
  static final Type TYPE = new Type();

  static final class Type extends LowRankType {
    Type() {
      super(
          "pissa",
          "PiSSA",
          "LoRA from the largest singular directions of W (Meng et al., 2024)",
          Pissa.class,
          ResidualMethod.TENSORS);
    }

    @Override
    LowRankMethod of(Lora lora) {
      return new Pissa(lora);
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
  public List<Tensor> start(
      TensorScope work, AdaptedBase base, LinearLayer layer, ScriptModule script) {
    int[] largest = IntStream.range(0, lora.rank()).toArray();
    return LowRank.spectralFactors(
        work, base.singularVectors(layer), largest, lora.scaling(), script);
  }

  /** Counts W's singular vectors too, which the trials of a base share. */
  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = ResidualMethod.super.footprints(layers);
    footprints.replaceAll((layer, plain) -> plain.withSingularVectors(layer));
    return footprints;
  }
}
