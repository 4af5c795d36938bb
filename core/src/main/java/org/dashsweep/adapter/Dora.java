package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * DoRA (Liu et al., 2024): m (W + (α / r) B A) / ‖W + (α / r) B A‖ with A, B and the magnitudes m
 * (out,) trained, the norm taken of each row of the (out, in) matrix.
 *
 * <p>As in PEFT: A and B start as LoRA's and m as ‖W‖, so that the first step sees the base model;
 * gradients take the norm for a constant (section 4.3); with dropout all that is added to W x reads
 * the dropped input. The norm comes from ‖W‖², W Aᵀ and A Aᵀ: W + (α / r) B A is never formed.
 *
 * <p>A step takes another product (out, in, r) for that norm, and with dropout another one with W.
 *
 * @param lora A and B
 */
public record Dora(Lora lora) implements Method {
  public static final String NAME = "dora";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double dropout() {
    return lora.dropout();
  }

  @Override
  public void attach(AdapterSet adapters, FrozenWeights base, long seed) {
    lora.attach(adapters, base, seed);
    TensorScope scope = adapters.scope();
    try (TensorScope work = TensorScope.open(adapters.device());
        ScriptModule script = LowRank.compile(work)) {
      for (LinearLayer layer : lora.targets().select(base)) {
        try (TensorScope one = work.child()) {
          // Not evaluate(): what it returns may not take part in a gradient.
          List<Tensor> norms =
              script.differentiate(
                  one, "row_norms", new Arguments().tensor(base.weight(one, layer)));
          adapters.freeze(layer, "weight_squares", scope.adopt(norms.get(0)));
          adapters.train(layer, "lora_magnitude_vector", scope.adopt(norms.get(1)));
        }
      }
    }
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = lora.footprints(layers);
    footprints.replaceAll(
        (layer, plain) ->
            new AdapterFootprint(
                plain.ranks(),
                plain.trained() + layer.outputs(),
                plain.frozen() + layer.outputs(),
                0,
                layer.outputs()));
    return footprints;
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, FrozenWeights base, LinearLayer layer) {
    return lora.weightChange(scope, adapters, base, layer);
  }

  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return lora.plain(scope, adapters);
  }
}
