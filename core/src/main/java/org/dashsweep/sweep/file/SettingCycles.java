package org.dashsweep.sweep.file;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.dashsweep.space.Expression;
import org.dashsweep.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/** Finds parameters of a block that depend on themselves. */
final class SettingCycles {
  private final Map<String, SettingDefinition> definitions;
  private final SearchSpace space;
  private final Problems problems;
  private final List<String> path = new ArrayList<>();
  private final Set<String> done = new HashSet<>();
  private final Set<String> broken = new HashSet<>();

  private SettingCycles(SweepBlock block, SearchSpace space, Problems problems) {
    this.definitions = block.definitions();
    this.space = space;
    this.problems = problems;
  }

  /** Reports the cycles; returns the parameters on them. */
  static Set<String> find(SweepBlock block, SearchSpace space, Problems problems) {
    SettingCycles cycles = new SettingCycles(block, space, problems);
    cycles.definitions.keySet().forEach(cycles::visit);
    return cycles.broken;
  }

  private void visit(String name) {
    int start = path.indexOf(name);
    if (start >= 0) {
      List<String> cycle = new ArrayList<>(path.subList(start, path.size()));
      broken.addAll(cycle);
      report(cycle);
      return;
    }
    if (!done.add(name)) {
      return;
    }
    path.add(name);
    dependencies(name).forEach(this::visit);
    path.remove(path.size() - 1);
  }

  private SortedSet<String> dependencies(String name) {
    @Nullable SettingDefinition definition = definitions.get(name);
    if (definition != null) {
      return definition.dependencies();
    }
    @Nullable Expression expression = space.defaultExpression(name);
    return expression == null ? Collections.emptySortedSet() : expression.names();
  }

  private void report(List<String> cycle) {
    for (String name : cycle) {
      @Nullable SettingDefinition definition = definitions.get(name);
      if (definition != null) {
        problems.add(
            definition.place(),
            String.format(
                Locale.ROOT,
                "depends on itself: %s -> %s",
                String.join(" -> ", cycle),
                cycle.get(0)),
            "give one of them a value of its own");
        return;
      }
    }
    throw new IllegalStateException("A vocabulary has no cycles: " + cycle);
  }
}
