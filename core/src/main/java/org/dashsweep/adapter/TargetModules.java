package org.dashsweep.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    if (names.equals(List.of(ALL_LINEAR))) {
      return layers;
    }
    for (String name : names) {
      if (layers.stream().noneMatch(layer -> fits(name, layer))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "target-modules names %s, which the model does not have; its linear layers are %s",
                name,
                layers.stream()
                    .map(LinearLayer::module)
                    .collect(Collectors.toCollection(TreeSet::new))));
      }
    }
    return layers.stream()
        .filter(layer -> names.stream().anyMatch(name -> fits(name, layer)))
        .toList();
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
