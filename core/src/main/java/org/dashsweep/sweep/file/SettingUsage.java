package org.dashsweep.sweep.file;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.SearchSpace;

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
    List<SettingDefinition> unused = new ArrayList<>();
    for (SettingDefinition definition : definitions) {
      if (used.contains(definition.place()) || definition instanceof SettingDefinition.Broken) {
        continue;
      }
      if (methodsAt.containsKey(definition.place())) {
        unused.add(definition);
      } else {
        problems.add(definition.place(), "has no effect: every block replaces it", "remove it");
      }
    }
    Set<String> methods =
        unused.stream()
            .flatMap(one -> methodsAt.getOrDefault(one.place(), Set.of()).stream())
            .collect(Collectors.toSet());
    if (unused.size() > 1 && methods.size() == 1 && lacksWhatAllOthersHave(methods)) {
      reportTogether(unused, methods.iterator().next());
    } else {
      unused.forEach(this::report);
    }
  }

  /** Tells whether a method has few parameters only, as one that does not train. */
  private boolean lacksWhatAllOthersHave(Set<String> method) {
    Set<String> others =
        space.methods().stream()
            .map(MethodSpace::name)
            .collect(Collectors.toCollection(HashSet::new));
    others.removeAll(method);
    return !others.isEmpty()
        && space.parameters().keySet().stream()
            .anyMatch(parameter -> Set.copyOf(space.methodsWith(parameter)).equals(others));
  }

  private void reportTogether(List<SettingDefinition> unused, String method) {
    List<SettingDefinition> places =
        unused.stream()
            .sorted(
                Comparator.comparingInt((SettingDefinition one) -> one.place().line())
                    .thenComparingInt(one -> one.place().column()))
            .toList();
    problems.add(
        places.get(0).place(),
        String.format(
            Locale.ROOT,
            "has no effect: the only method here is %s, which has none of %s",
            method,
            places.stream().map(SettingUsage::name).distinct().collect(Collectors.joining(", "))),
        "remove them or add a method that has them");
  }

  private void report(SettingDefinition definition) {
    String name = name(definition);
    problems.add(
        definition.place(),
        String.format(
            Locale.ROOT,
            "has no effect: only %s %s %s, and the methods here are %s",
            few(space.methodsWith(name)),
            space.methodsWith(name).size() == 1 ? "has" : "have",
            name,
            String.join(", ", methodsAt.getOrDefault(definition.place(), Set.of()))),
        "remove it or add a method that has it");
  }

  private static String name(SettingDefinition definition) {
    String path = definition.place().path();
    return path.substring(path.lastIndexOf('.') + 1);
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
