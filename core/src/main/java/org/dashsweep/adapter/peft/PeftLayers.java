package org.dashsweep.adapter.peft;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.checkpoint.StoredTensor;
import org.jspecify.annotations.Nullable;

/** Sorts the tensors of a PEFT file by the modules that they adapt. */
final class PeftLayers {
  private final PeftConfig config;
  private final String source;
  private final SortedMap<String, SortedMap<String, StoredTensor>> modules = new TreeMap<>();

  private PeftLayers(PeftConfig config, String source) {
    this.config = config;
    this.source = source;
  }

  /**
   * The factors by the name of the module in Hugging Face's model.
   *
   * @param tensors those of adapters, without PEFT's own prefix
   * @param source of the tensors, for messages
   * @throws CheckpointException if a tensor is not understood, or one is missing
   */
  static SortedMap<String, StoredFactors> sort(
      PeftConfig config, SortedMap<String, StoredTensor> tensors, String source) {
    PeftLayers layers = new PeftLayers(config, source);
    tensors.forEach(layers::add);
    layers.checkTargets();
    SortedMap<String, StoredFactors> factors = new TreeMap<>();
    layers.modules.forEach((module, parts) -> factors.put(module, layers.factors(module, parts)));
    return factors;
  }

  private void add(String name, StoredTensor tensor) {
    String end =
        PeftNames.PARTS.keySet().stream()
            .filter(name::endsWith)
            .findFirst()
            .orElseThrow(
                () ->
                    problem(
                        "has a tensor %s, which is no part of a LoRA or DoRA known here", name));
    String module = name.substring(0, name.length() - end.length());
    modules.computeIfAbsent(module, absent -> new TreeMap<>()).put(end, tensor);
  }

  private void checkTargets() {
    if (modules.isEmpty()) {
      throw new CheckpointException(source, "adapts nothing");
    }
    for (String target : config.targetModules()) {
      if (modules.keySet().stream().noneMatch(module -> PeftNames.fits(target, module))) {
        throw problem("has no tensors for the target module %s", target);
      }
    }
  }

  private StoredFactors factors(String module, Map<String, StoredTensor> parts) {
    @Nullable StoredTensor magnitudes = parts.get(PeftNames.MAGNITUDES);
    if (magnitudes != null && !config.dora()) {
      throw problem("has magnitudes for %s, but use_dora is false", module);
    }
    if (config.dora()) {
      required(module, parts, PeftNames.MAGNITUDES);
    }
    return new StoredFactors(
        required(module, parts, PeftNames.A), required(module, parts, PeftNames.B), magnitudes);
  }

  private StoredTensor required(String module, Map<String, StoredTensor> parts, String end) {
    StoredTensor tensor = parts.get(end);
    if (tensor == null) {
      throw problem("has no %s", module + end);
    }
    return tensor;
  }

  private CheckpointException problem(String problem, String name) {
    return new CheckpointException(source, problem.formatted(name));
  }
}
