package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * LoRA (Hu et al., 2022): W + (α / r) B A with A (r, in) and B (out, r) trained.
 *
 * <p>A starts as PEFT and the paper's code have it, uniform in ±1/√in (Kaiming with a = √5), and B
 * at zero, so that the first step sees the base model.
 *
 * @param rank r
 * @param alpha α; the product is scaled by α / r
 * @param dropout of the adapter's input
 * @param targets the layers adapted
 */
public record Lora(int rank, double alpha, double dropout, TargetModules targets)
    implements Method {
  public static final String NAME = "lora";

  public Lora {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be at least 1: " + rank);
    }
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("alpha must be above 0: " + alpha);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("adapter-dropout must be in [0, 1): " + dropout);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** α / r. */
  public double scaling() {
    return alpha / rank;
  }

  @Override
  public void attach(AdapterSet adapters, FrozenWeights base, long seed) {
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : targets.select(base)) {
      RandomGenerator random = InitialValues.stream(seed, layer.name());
      float bound = (float) (1 / Math.sqrt(layer.inputs()));
      Tensor a = scope.zeros(rank, layer.inputs());
      a.fill(InitialValues.each(() -> random.nextFloat(-bound, bound)));
      adapters.train(layer, "lora_A", a);
      adapters.train(layer, "lora_B", scope.zeros(layer.outputs(), rank));
      adapters.freeze(layer, "scaling", scope.scalar(scaling()));
    }
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = new LinkedHashMap<>();
    for (LinearLayer layer : targets.select(layers)) {
      long trained = (long) rank * (layer.inputs() + layer.outputs());
      footprints.put(layer, new AdapterFootprint(rank, trained, 1, 0, 0));
    }
    return footprints;
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, FrozenWeights base, LinearLayer layer) {
    return LowRank.weightChange(scope, adapters, base, layer);
  }

  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.of(new PlainAdapter(rank, alpha, dropout, LowRank.ownFactors(adapters)));
  }
}
