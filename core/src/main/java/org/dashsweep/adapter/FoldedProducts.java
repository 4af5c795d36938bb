package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * The products B' A' that adapters add to matrices, whatever method trained them: all scaling is in
 * B'. LoRA-Dash's have rank r + s.
 */
public final class FoldedProducts {
  private FoldedProducts() {}

  /**
   * The two factors of a layer's product.
   *
   * @param right A', (r', in)
   * @param left B', (out, r')
   */
  public record Factors(Tensor right, Tensor left) {}

  /** Tells whether a method's trained adapters are low-rank products and nothing else. */
  public static boolean isPlain(Method method) {
    return method instanceof LowRankMethod && !method.shapes().containsKey(Dora.MAGNITUDES);
  }

  /**
   * Folds the adapters of every layer.
   *
   * @param scope owns the factors
   * @return empty if a low-rank product is not all that the method changes
   */
  public static Optional<Map<LinearLayer, Factors>> of(
      Method method, TensorScope scope, AdapterSet adapters) {
    boolean scaled =
        adapters.layers().stream()
            .anyMatch(layer -> adapters.find(layer, Dora.MAGNITUDES).isPresent());
    if (!(method instanceof LowRankMethod) || scaled) {
      return Optional.empty();
    }
    Map<LinearLayer, Factors> products = new LinkedHashMap<>();
    LowRank.foldedFactors(scope, adapters)
        .forEach(
            (layer, factors) ->
                products.put(
                    layer,
                    new Factors(
                        Objects.requireNonNull(factors.get(Lora.A)),
                        Objects.requireNonNull(factors.get(Lora.B)))));
    return Optional.of(products);
  }
}
