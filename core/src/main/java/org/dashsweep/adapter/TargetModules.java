package org.dashsweep.adapter;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The linear layers that are adapted, in every block.
 *
 * @param names module names, or the end of them after a dot ({@code query} for {@code
 *     attention.self.query}); the single name {@code all-linear} means all, and words such as
 *     {@code all-keys} all of a {@link LayerRole}
 */
public record TargetModules(List<String> names) {
  public static final String ALL_LINEAR = "all-linear";

  /** No layer at all, where a method has several lists of them. */
  static final TargetModules NONE = new TargetModules(List.of("none"));

  public TargetModules {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("target-modules must name at least one module");
    }
  }

  /** The words for every layer of these roles. */
  static List<String> words(LayerRole... roles) {
    return Arrays.stream(roles).map(LayerRole::word).toList();
  }

  /** Every linear layer of the base. */
  public static TargetModules all() {
    return new TargetModules(List.of(ALL_LINEAR));
  }

  /**
   * The layers of the base that are meant.
   *
   * @throws IllegalArgumentException if a name fits no layer
   */
  public List<LinearLayer> select(AdaptedBase base) {
    return select(base.linearLayers());
  }

  /** Returns the layers among all linear ones that are meant; see {@link #select(AdaptedBase)}. */
  List<LinearLayer> select(List<LinearLayer> layers) {
    return select(layers, Lora.TARGETS.name());
  }

  /**
   * Returns the layers among all linear ones that are meant.
   *
   * @param setting named in messages
   * @throws IllegalArgumentException if a name fits no layer
   */
  List<LinearLayer> select(List<LinearLayer> layers, String setting) {
    if (names.equals(List.of(ALL_LINEAR))) {
      return layers;
    }
    for (String name : names) {
      if (layers.stream().noneMatch(layer -> fits(name, layer))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s names %s, which the model does not have; %sits linear layers are %s",
                setting,
                name,
                LayerRole.of(name).map(role -> remedy(layers, setting)).orElse(""),
                layers.stream()
                    .map(LinearLayer::module)
                    .collect(Collectors.toCollection(TreeSet::new))));
      }
    }
    return layers.stream()
        .filter(layer -> names.stream().anyMatch(name -> fits(name, layer)))
        .toList();
  }

  /** Names the layers without a role, such as one of queries, keys and values together. */
  private String remedy(List<LinearLayer> layers, String setting) {
    Set<String> modules = new LinkedHashSet<>();
    layers.stream()
        .filter(layer -> LayerRole.of(layer).isEmpty())
        .forEach(layer -> modules.add(layer.module()));
    names.stream()
        .filter(name -> layers.stream().anyMatch(layer -> fits(name, layer)))
        .forEach(modules::add);
    return modules.isEmpty() ? "" : String.format(Locale.ROOT, "give %s: %s; ", setting, modules);
  }

  private static boolean fits(String name, LinearLayer layer) {
    Optional<LayerRole> role = LayerRole.of(name);
    return role.isPresent() ? LayerRole.of(layer).equals(role) : fits(name, layer.module());
  }

  /** Tells whether a name is a module's, or an end of it after a dot. */
  public static boolean fits(String name, String module) {
    return module.equals(name) || module.endsWith("." + name);
  }
}
