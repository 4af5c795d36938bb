package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * MiLoRA (Wang et al., 2024): W = residual + (α / r) B A, where B A starts as the r smallest
 * singular directions of W and trains. What W does most stays as it is.
 *
 * @param lora A and B
 */
public record Milora(Lora lora) implements ResidualMethod {
  // The authors' code has the letters the other way round.
  private static final AdapterTensor RIGHT = Lora.A.inTraces("lora_B");
  private static final AdapterTensor LEFT = Lora.B.inTraces("lora_A");

  static final Type TYPE = new Type();

  static final class Type extends LowRankType {
    Type() {
      super(
          "milora",
          "MiLoRA",
          "LoRA from the smallest singular directions of W (Wang et al., 2024)",
          Milora.class,
          List.of(RIGHT, LEFT, Lora.SCALING, RESIDUAL_A, RESIDUAL_B));
    }

    @Override
    LowRankMethod of(Lora lora) {
      return new Milora(lora);
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
    int available = Math.min(layer.outputs(), layer.inputs());
    int[] smallest = IntStream.range(available - lora.rank(), available).toArray();
    return LowRank.spectralFactors(
        work, base.singularVectors(layer), smallest, lora.scaling(), script);
  }

  /** Counts W's singular vectors too, which the trials of a base share. */
  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = ResidualMethod.super.footprints(layers);
    footprints.replaceAll((layer, plain) -> plain.withSingularVectors(layer));
    return footprints;
  }

  @Override
  public List<SignPair> signPairs() {
    return List.of(new SignPair(LEFT, RIGHT));
  }
}
