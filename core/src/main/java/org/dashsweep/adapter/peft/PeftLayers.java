package org.dashsweep.adapter.peft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.FrozenWeights;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.checkpoint.StoredTensor;

/** The adapters among a PEFT file's tensors, by the layers of a base model. */
final class PeftLayers {
  private final PeftAdapter adapter;
  private final FrozenWeights base;
  private final Map<LinearLayer, Map<String, StoredTensor>> layers = new LinkedHashMap<>();

  private PeftLayers(PeftAdapter adapter, FrozenWeights base) {
    this.adapter = adapter;
    this.base = base;
  }

  /**
   * Each adapted layer's tensors by their names in an adapter set.
   *
   * @throws CheckpointException if a tensor is not understood, or one is missing
   */
  static Map<LinearLayer, Map<String, StoredTensor>> of(PeftAdapter adapter, FrozenWeights base) {
    PeftLayers layers = new PeftLayers(adapter, base);
    layers.group();
    layers.check();
    return Collections.unmodifiableMap(layers.layers);
  }

  private void group() {
    PeftNames names = new PeftNames(base);
    adapter
        .adapterTensors()
        .forEach(
            (name, tensor) -> {
              String end = end(name);
              String module = name.substring(0, name.length() - end.length());
              LinearLayer layer =
                  names
                      .layer(module)
                      .orElseThrow(
                          () -> problem("adapts %s, which the base does not have", module));
              layers
                  .computeIfAbsent(layer, absent -> new LinkedHashMap<>())
                  .put(PeftNames.PARTS.get(end), tensor);
            });
  }

  private String end(String name) {
    return PeftNames.PARTS.keySet().stream()
        .filter(name::endsWith)
        .findFirst()
        .orElseThrow(
            () -> problem("has a tensor %s, which is no part of a LoRA or DoRA known here", name));
  }

  private void check() {
    if (layers.isEmpty()) {
      throw new CheckpointException(adapter.weights().source(), "adapts nothing");
    }
    layers.forEach((layer, parts) -> requireWhole(base.moduleName(layer), parts));
    for (String target : adapter.config().targetModules()) {
      if (layers.keySet().stream()
          .noneMatch(layer -> PeftNames.fits(target, base.moduleName(layer)))) {
        throw problem("has no tensors for the target module %s", target);
      }
    }
  }

  private void requireWhole(String module, Map<String, StoredTensor> parts) {
    List<String> expected = new ArrayList<>(List.of("lora_A", "lora_B"));
    if (adapter.config().dora()) {
      expected.add("lora_magnitude_vector");
    }
    for (String part : expected) {
      if (!parts.containsKey(part)) {
        throw problem("has no %s", module + "." + part);
      }
    }
    if (parts.size() > expected.size()) {
      throw problem("has magnitudes for %s, but use_dora is false", module);
    }
  }

  private CheckpointException problem(String problem, String name) {
    return new CheckpointException(adapter.weights().source(), problem.formatted(name));
  }
}
