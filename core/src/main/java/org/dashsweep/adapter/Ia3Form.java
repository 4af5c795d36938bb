package org.dashsweep.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an (IA)³ in an {@code adapter_config.json}. There are none: PEFT's vectors say by
 * their shapes, (out, 1) or (1, in), which of a layer's sides they scale.
 */
record Ia3Form() implements PeftForm {
  /** The {@code peft_type}. */
  static final String TYPE = "IA3";

  private static final String FEEDFORWARD = "feedforward_modules";

  /** Say nothing of the function, or what the tensors say too. */
  private static final Set<String> WITHOUT_EFFECT = Set.of(FEEDFORWARD, "init_ia3_weights");

  static Ia3Form read(PeftValues values) {
    values.ignore(WITHOUT_EFFECT);
    return new Ia3Form();
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    values.put("fan_in_fan_out", false);
    values.put(FEEDFORWARD, List.of());
    values.put("init_ia3_weights", true);
    return values;
  }

  /**
   * Names the modules whose inputs are scaled as a feed-forward layer's are, by the ends that
   * {@code target_modules} has: PEFT refuses others.
   */
  @Override
  public Map<String, @Nullable Object> values(
      Map<String, Set<String>> modules, List<String> targets) {
    Map<String, @Nullable Object> values = values();
    List<String> inputs =
        modules.entrySet().stream()
            .filter(module -> module.getValue().contains(Ia3.RIGHT.name()))
            .map(Map.Entry::getKey)
            .toList();
    values.put(
        FEEDFORWARD,
        targets.stream().filter(end -> inputs.stream().anyMatch(name -> ends(name, end))).toList());
    return values;
  }

  private static boolean ends(String name, String end) {
    return name.equals(end) || name.endsWith("." + end);
  }

  @Override
  public Method method(TargetModules targets) {
    return new Ia3(targets, targets);
  }

  @Override
  public Method method(Map<LinearLayer, Set<String>> layers) {
    return new Ia3(with(layers, Ia3.LEFT), with(layers, Ia3.RIGHT));
  }

  /** Words for the layers that have a tensor: some names are ends of others. */
  private static TargetModules with(Map<LinearLayer, Set<String>> layers, AdapterTensor tensor) {
    List<String> modules = new ArrayList<>();
    layers.forEach(
        (layer, tensors) -> {
          String word = LayerRole.of(layer).map(LayerRole::word).orElse(layer.module());
          if (tensors.contains(tensor.name()) && !modules.contains(word)) {
            modules.add(word);
          }
        });
    return modules.isEmpty() ? TargetModules.NONE : new TargetModules(modules);
  }

  @Override
  public Map<String, Double> constants() {
    return Map.of();
  }

  @Override
  public boolean requires(AdapterTensor part) {
    return false;
  }

  @Override
  public SortedMap<String, StoredTensor> own(String module, SortedMap<String, StoredTensor> saved) {
    SortedMap<String, StoredTensor> own = new TreeMap<>();
    saved
        .values()
        .forEach(
            scale -> {
              boolean ofInputs = scale.shape().size() == 2 && scale.shape().get(0) == 1;
              boolean vector = ofInputs || (scale.shape().size() == 2 && scale.shape().get(1) == 1);
              own.put(
                  (ofInputs ? Ia3.RIGHT : Ia3.LEFT).name(),
                  vector
                      ? new StoredTensor(scale.type(), List.of(scale.elements()), scale.content())
                      : scale);
            });
    return own;
  }

  @Override
  public Optional<String> problem(String module, Set<String> tensors) {
    return Optional.empty();
  }
}
