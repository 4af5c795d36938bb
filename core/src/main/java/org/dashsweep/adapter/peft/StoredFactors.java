package org.dashsweep.adapter.peft;

import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * What a file has for one layer.
 *
 * @param a A, (r, in)
 * @param b B, (out, r)
 * @param magnitudes DoRA's m, (out,), or null for LoRA
 */
public record StoredFactors(StoredTensor a, StoredTensor b, @Nullable StoredTensor magnitudes) {
  /** By their names in an adapter set. */
  Map<String, StoredTensor> byName() {
    Map<String, StoredTensor> tensors = new TreeMap<>(Map.of("lora_A", a, "lora_B", b));
    if (magnitudes != null) {
      tensors.put("lora_magnitude_vector", magnitudes);
    }
    return tensors;
  }
}
