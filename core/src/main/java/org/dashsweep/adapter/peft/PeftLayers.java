package org.dashsweep.adapter.peft;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.LayerShape;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/** Sorts the tensors of a PEFT file by the modules that they adapt. */
final class PeftLayers {
  private final PeftConfig config;
  private final String source;
  private final SortedMap<String, SortedMap<String, StoredTensor>> modules = new TreeMap<>();

  private final Map<String, AdapterTensor> known;

  private PeftLayers(PeftConfig config, String source) {
    this.known = PeftNames.parts(config.form().type());
    this.config = config;
    this.source = source;
  }

  /**
   * The tensors by the name of the module in Hugging Face's model and their own in an adapter set.
   *
   * @param tensors those of adapters, without PEFT's own prefix
   * @param source of the tensors, for messages
   * @throws CheckpointException if a tensor is not understood, or one is missing
   */
  static SortedMap<String, SortedMap<String, StoredTensor>> sort(
      PeftConfig config, SortedMap<String, StoredTensor> tensors, String source) {
    PeftLayers layers = new PeftLayers(config, source);
    tensors.forEach(layers::add);
    layers.checkTargets();
    layers.modules.replaceAll(config.form()::own);
    Map<AdapterTensor, LayerShape> shapes = config.form().method(TargetModules.all()).shapes();
    layers.modules.forEach((module, parts) -> layers.check(module, parts, shapes));
    return layers.modules;
  }

  private void add(String name, StoredTensor tensor) {
    String end =
        known.keySet().stream()
            .filter(name::endsWith)
            .findFirst()
            .orElseThrow(
                () ->
                    problem(
                        "has a tensor %s, which is no part of a " + kinds() + " known here", name));
    String module = name.substring(0, name.length() - end.length());
    modules
        .computeIfAbsent(module, absent -> new TreeMap<>())
        .put(Objects.requireNonNull(known.get(end)).name(), tensor);
  }

  /** The methods that the file may be of. */
  private String kinds() {
    return Methods.ALL.stream()
        .filter(method -> method.peftType().equals(Optional.of(config.form().type())))
        .map(MethodType::title)
        .collect(Collectors.joining(" or "));
  }

  private void checkTargets() {
    if (modules.isEmpty()) {
      throw new CheckpointException(source, "adapts nothing");
    }
    for (String target : config.targetModules()) {
      if (modules.keySet().stream().noneMatch(module -> TargetModules.fits(target, module))) {
        throw problem("has no tensors for the target module %s", target);
      }
    }
  }

  private void check(
      String module, Map<String, StoredTensor> parts, Map<AdapterTensor, LayerShape> shapes) {
    config
        .form()
        .problem(module, parts.keySet())
        .ifPresent(
            problem -> {
              throw new CheckpointException(source, problem);
            });
    shapes.forEach(
        (part, shape) -> {
          boolean there = parts.containsKey(part.name()) || config.form().requires(part);
          if (part.peft() != null && there) {
            check(module + part.peft(), parts.get(part.name()), shape);
          }
        });
  }

  /** Checks shapes: of what a configuration asks for, memory is taken. */
  private void check(String name, @Nullable StoredTensor tensor, LayerShape expected) {
    if (tensor == null) {
      throw problem("has no %s", name);
    }
    if (!tensor.type().isFloatingPoint()) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has %s as %s, which is no format of weights",
              PeftNames.MODEL + name,
              tensor.type()));
    }
    if (!expected.fits(tensor.shape())) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has %s of shape %s where r in adapter_config.json asks for %s",
              PeftNames.MODEL + name,
              tensor.shape(),
              expected));
    }
  }

  private CheckpointException problem(String problem, String name) {
    return new CheckpointException(source, String.format(Locale.ROOT, problem, name));
  }
}
