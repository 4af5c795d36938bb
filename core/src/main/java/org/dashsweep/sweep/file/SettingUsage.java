package org.dashsweep.sweep.file;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dashsweep.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/** Finds the definitions that have an effect on any configuration. */
final class SettingUsage {
  private static final int NAMED = 6;

  private final SearchSpace space;
  private final Problems problems;
  private final Set<SourceLocation> used = new HashSet<>();
  private final Map<SourceLocation, Set<String>> methodsAt = new HashMap<>();
  private final Map<SourceLocation, SettingDefinition.Tied> consulted = new LinkedHashMap<>();
  private final Set<SourceLocation> uncertain = new HashSet<>();

  SettingUsage(SearchSpace space, Problems problems) {
    this.space = space;
    this.problems = problems;
  }

  void use(SweepBlock block, String method) {
    Set<String> parameters = space.parametersOf(method).keySet();
    block
        .definitions()
        .forEach(
            (name, definition) -> {
              methodsAt
                  .computeIfAbsent(definition.place(), place -> new LinkedHashSet<>())
                  .add(method);
              if (parameters.contains(name)) {
                used.add(definition.place());
              }
            });
  }

  void useAll(Collection<SettingDefinition> definitions) {
    definitions.forEach(definition -> used.add(definition.place()));
    useEntries(definitions);
  }

  /** Takes every entry for used, because not every configuration is looked at. */
  void useEntries(Collection<SettingDefinition> definitions) {
    definitions.forEach(definition -> uncertain.add(definition.place()));
  }

  void consult(SettingDefinition.Tied tied) {
    consulted.putIfAbsent(tied.place(), tied);
  }

  void use(Setting setting) {
    used.add(setting.place());
  }

  void reportUnused(Collection<SettingDefinition> definitions) {
    for (SettingDefinition definition : definitions) {
      if (used.contains(definition.place()) || definition instanceof SettingDefinition.Broken) {
        continue;
      }
      @Nullable Set<String> methods = methodsAt.get(definition.place());
      String name = definition.place().path();
      name = name.substring(name.lastIndexOf('.') + 1);
      if (methods == null) {
        problems.add(definition.place(), "has no effect: every block replaces it", "remove it");
      } else {
        problems.add(
            definition.place(),
            String.format(
                Locale.ROOT,
                "has no effect: only %s %s %s, and the methods here are %s",
                few(space.methodsWith(name)),
                space.methodsWith(name).size() == 1 ? "has" : "have",
                name,
                String.join(", ", methods)),
            "remove it or add a method that has it");
      }
    }
  }

  /** The names of a few methods; of many, the first and how many more. */
  private static String few(Collection<String> methods) {
    String first = methods.stream().limit(NAMED).collect(Collectors.joining(", "));
    return methods.size() <= NAMED
        ? first
        : String.format(Locale.ROOT, "%s and %d more", first, methods.size() - NAMED);
  }

  void reportUnusedEntries() {
    for (SettingDefinition.Tied tied : consulted.values()) {
      for (Setting setting : tied.settings()) {
        if (!used.contains(setting.place()) && !uncertain.contains(tied.place())) {
          problems.add(
              setting.place(), "has no effect: no trial of this sweep uses it", "remove it");
        }
      }
    }
  }
}
