package org.dashsweep.adapter.peft;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
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
    if (!config.hasRank(module)) {
      throw problem(
          "gives %s a rank of its own by rank_pattern in adapter_config.json; trials have one for"
              + " all layers",
          module);
    }
    if (!config.hasScaling(module)) {
      throw problem(
          "scales %s otherwise than the rest, by alpha_pattern in adapter_config.json; trials have"
              + " one scaling for all layers",
          module);
    }
    StoredTensor a = required(module, parts, PeftNames.A);
    StoredTensor b = required(module, parts, PeftNames.B);
    long rank = config.rank();
    requireShape(module + PeftNames.A, a, String.format(Locale.ROOT, "[%d, in]", rank), 2, 0);
    requireShape(module + PeftNames.B, b, String.format(Locale.ROOT, "[out, %d]", rank), 2, 1);
    if (magnitudes != null) {
      requireShape(module + PeftNames.MAGNITUDES, magnitudes, "[out]", 1, -1);
    }
    return new StoredFactors(a, b, magnitudes);
  }

  private StoredTensor required(String module, Map<String, StoredTensor> parts, String end) {
    StoredTensor tensor = parts.get(end);
    if (tensor == null) {
      throw problem("has no %s", module + end);
    }
    if (!tensor.type().isFloatingPoint()) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has %s as %s, which is no format of weights",
              PeftNames.MODEL + module + end,
              tensor.type()));
    }
    return tensor;
  }

  /**
   * Requires a shape in which one dimension is the rank: of what a configuration asks for, memory
   * is taken.
   *
   * @param rankAt index of that dimension, or −1
   */
  private void requireShape(
      String name, StoredTensor tensor, String expected, int dimensions, int rankAt) {
    List<Long> shape = tensor.shape();
    if (shape.size() != dimensions || (rankAt >= 0 && shape.get(rankAt) != config.rank())) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has %s of shape %s where r in adapter_config.json asks for %s",
              PeftNames.MODEL + name,
              shape,
              expected));
    }
  }

  private CheckpointException problem(String problem, String name) {
    return new CheckpointException(source, String.format(Locale.ROOT, problem, name));
  }
}
