package org.dashsweep.adapter;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a method in PEFT's {@code adapter_config.json}, without base, targets and modules.
 */
public interface PeftForm {
  /** PEFT's name of the adapter's kind, such as {@code LORA}. */
  String type();

  /** The kind's own keys as they are written. */
  Map<String, @Nullable Object> values();

  /**
   * The kind's own keys for an adapter of these modules.
   *
   * @param modules names of their tensors in an adapter set, by name in Hugging Face's model
   * @param targets ends of their names, as the configuration has them
   */
  default Map<String, @Nullable Object> values(
      Map<String, Set<String>> modules, List<String> targets) {
    return values();
  }

  /**
   * The kind's own keys for an adapter of these modules of a base.
   *
   * @param modules names of their tensors in an adapter set, by name in Hugging Face's model
   * @param targets ends of their names, as the configuration has them
   */
  default Map<String, @Nullable Object> values(
      AdaptedBase base, Map<String, Set<String>> modules, List<String> targets) {
    return values(modules, targets);
  }

  /** Tells whether the files hold what the method's trials share, or it is drawn again. */
  default boolean holdsShared() {
    return true;
  }

  /** Tells whether the configuration names the modules that are adapted. */
  default boolean namesModules() {
    return true;
  }

  /** The names of the tensors in PEFT's files that are no single module's. */
  default Set<String> commonNames() {
    return Set.of();
  }

  /**
   * The tensors that are no single module's, all of them: those that a file leaves out are made as
   * PEFT makes them.
   *
   * @param saved as the file has them, by their names in it
   * @param adapted the layers that they are for
   * @throws IllegalArgumentException if one does not fit, as the end of a sentence about the file
   */
  default SortedMap<String, StoredTensor> common(
      SortedMap<String, StoredTensor> saved, Collection<LinearLayer> adapted) {
    return new TreeMap<>(saved);
  }

  /**
   * The layers whose tensors are parts of {@link #common}, each with its part.
   *
   * @throws IllegalArgumentException if it does not fit the base, as the end of a sentence
   */
  default Map<LinearLayer, SortedMap<String, StoredTensor>> split(
      SortedMap<String, StoredTensor> saved, LayerNames base) {
    return Map.of();
  }

  /**
   * Puts what all layers share in the place of what a method has drawn for itself.
   *
   * @param common see {@link #common}
   * @throws IllegalArgumentException if it does not fit the base, as the end of a sentence
   */
  default void share(
      AdapterSet adapters, AdaptedBase base, SortedMap<String, StoredTensor> common) {}

  /**
   * The part of {@link #common} that one layer multiplies by, by names in an adapter set.
   *
   * @param common see {@link #common}
   */
  default SortedMap<String, StoredTensor> cut(
      SortedMap<String, StoredTensor> common, LinearLayer layer) {
    return new TreeMap<>();
  }

  /** The method that trains such an adapter on these modules. */
  Method method(TargetModules targets);

  /**
   * The method that trains such an adapter on these layers.
   *
   * @param layers names of their tensors in an adapter set
   */
  default Method method(Map<LinearLayer, Set<String>> layers) {
    return method(
        new TargetModules(layers.keySet().stream().map(LinearLayer::module).distinct().toList()));
  }

  /** Tells whether a file must have a tensor for each of its modules. */
  default boolean requires(AdapterTensor part) {
    return true;
  }

  /**
   * The tensors of a module as an adapter set has them, by their names there.
   *
   * @param module name in Hugging Face's model
   * @param saved as the file has them
   */
  default SortedMap<String, StoredTensor> own(
      String module, SortedMap<String, StoredTensor> saved) {
    return saved;
  }

  /** The frozen numbers of every layer that PEFT keeps as settings, by tensor name. */
  Map<String, Double> constants();

  /**
   * Names the fault that keeps one module from being read as the others are, as the end of a
   * sentence about the file.
   *
   * @param module name in Hugging Face's model
   * @param tensors names of the tensors that the file has for it
   */
  Optional<String> problem(String module, Set<String> tensors);
}
