package org.dashsweep.sweep.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.file.Suggestion;
import org.dashsweep.sweep.Exploration;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads the section {@code explore} of a sweep file. */
final class ExplorationReader {
  static final String EXPLORE = "explore";

  static final String METRIC = "metric";
  static final String GOAL = "goal";
  static final String FIRST_RUNG = "first-rung";
  static final String REDUCTION_FACTOR = "reduction-factor";
  private static final List<String> KEYS = List.of(METRIC, GOAL, FIRST_RUNG, REDUCTION_FACTOR);

  private final Problems problems;

  ExplorationReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads the section; returns null if it is not sound, which is reported. */
  @Nullable Exploration read(SettingEntry section) {
    Map<String, SettingEntry> entries = YamlNodes.entries(section.value(), EXPLORE, problems);
    entries.forEach(
        (key, entry) -> {
          if (!KEYS.contains(key)) {
            problems.add(entry.place(), "unknown key", Suggestion.remedy(key, KEYS));
          }
        });
    @Nullable String metric = metric(required(entries, METRIC, section.value()));
    Exploration.@Nullable Goal goal = goal(required(entries, GOAL, section.value()));
    @Nullable Integer first = atLeast(1, required(entries, FIRST_RUNG, section.value()));
    @Nullable SettingEntry given = entries.get(REDUCTION_FACTOR);
    @Nullable Integer factor =
        given == null ? Integer.valueOf(Exploration.DEFAULT_REDUCTION_FACTOR) : atLeast(2, given);
    return metric == null || goal == null || first == null || factor == null
        ? null
        : new Exploration(metric, goal, first, factor);
  }

  private @Nullable SettingEntry required(
      Map<String, SettingEntry> entries, String key, Node section) {
    @Nullable SettingEntry entry = entries.get(key);
    if (entry == null) {
      problems.add(
          YamlNodes.place(section, EXPLORE + "." + key),
          "is missing",
          "give metric, goal and first-rung");
    }
    return entry;
  }

  private @Nullable String metric(@Nullable SettingEntry entry) {
    if (entry == null) {
      return null;
    }
    if (entry.value() instanceof ScalarNode scalar
        && YamlNodes.isText(scalar)
        && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    problems.add(
        entry.place(),
        "must be text: " + YamlNodes.show(entry.value()),
        "name a metric of the trials' evaluations, or " + Exploration.TRAINING_LOSS);
    return null;
  }

  private Exploration.@Nullable Goal goal(@Nullable SettingEntry entry) {
    if (entry == null) {
      return null;
    }
    for (Exploration.Goal goal : Exploration.Goal.values()) {
      if (entry.value() instanceof ScalarNode scalar && scalar.getValue().equals(goal.text())) {
        return goal;
      }
    }
    List<String> goals =
        Arrays.stream(Exploration.Goal.values()).map(Exploration.Goal::text).toList();
    problems.add(
        entry.place(),
        String.format(
            Locale.ROOT,
            "must be one of %s: %s",
            String.join(", ", goals),
            YamlNodes.show(entry.value())),
        "say which values of the metric are better");
    return null;
  }

  private @Nullable Integer atLeast(int least, @Nullable SettingEntry entry) {
    if (entry == null) {
      return null;
    }
    if (entry.value() instanceof ScalarNode scalar
        && YamlNodes.isPlain(scalar)
        && scalar.getValue().matches("[0-9]{1,9}")
        && Integer.parseInt(scalar.getValue()) >= least) {
      return Integer.valueOf(scalar.getValue());
    }
    problems.add(
        entry.place(),
        String.format(
            Locale.ROOT,
            "must be a whole number of at least %d: %s",
            least,
            YamlNodes.show(entry.value())),
        "change the value");
    return null;
  }
}
