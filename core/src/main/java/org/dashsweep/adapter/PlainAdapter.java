package org.dashsweep.adapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dashsweep.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An adapter as other people's software knows it: a LoRA, W + (α / r) B A for each layer, or a DoRA
 * where the factors have magnitudes. Owns nothing.
 *
 * @param rank r
 * @param alpha α
 * @param dropout of the adapter's input in training
 * @param layers the adapted layers, in order
 */
public record PlainAdapter(
    int rank, double alpha, double dropout, Map<LinearLayer, Factors> layers) {
  public PlainAdapter {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  /**
   * What a layer has.
   *
   * @param a A, (r, in)
   * @param b B, (out, r)
   * @param magnitudes DoRA's m, (out,), or null for LoRA
   */
  public record Factors(Tensor a, Tensor b, @Nullable Tensor magnitudes) {}

  /** Whether this is a DoRA. */
  public boolean hasMagnitudes() {
    return layers.values().stream().anyMatch(factors -> factors.magnitudes() != null);
  }
}
