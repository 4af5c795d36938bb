package org.dashsweep.sweep.file;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.Parameter;
import org.jspecify.annotations.Nullable;

/** The descriptions of a sweep file, by the names that stand for them. */
final class Descriptions {
  private final Map<DescriptionBlock, Map<String, Described>> blocks = new LinkedHashMap<>();

  /**
   * A description.
   *
   * @param json its canonical form; null if it has a problem that has been reported
   */
  record Described(SourceLocation place, @Nullable String json) {}

  /** Adds a block of the file. */
  void add(DescriptionBlock block, Map<String, Described> described) {
    blocks.put(block, new LinkedHashMap<>(described));
  }

  /** Returns the names that values of a parameter may be, beside its own. */
  Set<String> namesOf(Parameter<?> parameter) {
    Set<String> names = new HashSet<>();
    blocks.forEach(
        (block, described) -> {
          if (block.names(parameter)) {
            names.addAll(described.keySet());
          }
        });
    return names;
  }

  /** Adds to a configuration's values the descriptions that they name. */
  void carry(Map<String, Object> values) {
    blocks.forEach(
        (block, described) -> {
          SortedMap<String, String> used = new TreeMap<>();
          for (String parameter : block.named()) {
            for (String name : texts(values.get(parameter))) {
              @Nullable Described one = described.get(name);
              if (one != null && one.json() != null) {
                used.put(name, one.json());
              }
            }
          }
          if (!used.isEmpty()) {
            values.put(block.carried().name(), DescriptionJson.join(used));
          }
        });
  }

  /**
   * Reports the descriptions that no definition names.
   *
   * @param definitions all of the file
   */
  void reportUnused(Collection<SweepBlock> definitions, Problems problems) {
    blocks.forEach(
        (block, described) -> {
          Set<String> used = new HashSet<>();
          boolean known = true;
          for (SweepBlock one : definitions) {
            for (String parameter : block.named()) {
              @Nullable SettingDefinition definition = one.definitions().get(parameter);
              known &= !(definition instanceof SettingDefinition.Broken);
              List<Setting> settings = definition == null ? List.of() : definition.settings();
              for (Setting setting : settings) {
                known &= setting instanceof Setting.Literal;
                used.addAll(texts(setting.content()));
              }
            }
          }
          if (known) {
            described.forEach(
                (name, one) -> {
                  if (!used.contains(name)) {
                    problems.add(
                        one.place(),
                        "has no effect: no trial of this sweep uses it",
                        "remove it, or name it as " + String.join(" or ", block.named()));
                  }
                });
          }
        });
  }

  /** The texts of a value, which may be a list of them. */
  private static List<String> texts(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return value instanceof String text ? List.of(text) : List.of();
  }
}
