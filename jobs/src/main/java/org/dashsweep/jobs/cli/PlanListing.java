package org.dashsweep.jobs.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dashsweep.jobs.run.driver.SweepFile;
import org.dashsweep.jobs.run.driver.TrialLabels;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.Trial;
import org.dashsweep.trial.InputProblem;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a sweep as {@code plan} lists them, in the sweep's own order. Cells that differ in
 * numbers alone, such as ranks and seeds, share one line.
 */
final class PlanListing {
  /** Lines of each part of a listing that is not asked for whole. */
  private static final int SHOWN_LINES = 40;

  /** Values of a number that a line shows. */
  private static final int SHOWN_VALUES = 8;

  private final TrialLabels labels;
  private final Extent extent;

  /** The extent of a listing. */
  enum Extent {
    /** Groups alone, and not all of many. */
    SHORT,
    /** Every group, and every trial with its id. */
    ALL
  }

  PlanListing(TrialLabels labels, Extent extent) {
    this.labels = labels;
    this.extent = extent;
  }

  /**
   * Lists trials to run.
   *
   * @param failed ids of those that failed before
   * @param out takes the lines
   */
  void trials(List<Trial> trials, Set<String> failed, Consumer<String> out) {
    Map<String, List<Trial>> groups = new LinkedHashMap<>();
    trials.forEach(
        trial ->
            groups.computeIfAbsent(group(trial.config()), key -> new ArrayList<>()).add(trial));
    Shortened lines = new Shortened(extent, out);
    groups.forEach(
        (group, members) -> {
          List<TrialConfig> cells = members.stream().map(Trial::config).toList();
          long before = members.stream().filter(trial -> failed.contains(trial.id())).count();
          lines.line(
              line(group, cells, "trial")
                  + (before == 0
                      ? ""
                      : String.format(Locale.ROOT, "  (%d failed before)", before)));
          if (extent == Extent.ALL) {
            members.forEach(
                trial ->
                    lines.line(
                        String.format(
                            Locale.ROOT,
                            "    %s  %s%s",
                            trial.id(),
                            labels.of(trial),
                            failed.contains(trial.id()) ? "  (failed)" : "")));
          }
        });
    lines.end("groups");
  }

  /**
   * Lists cells that cannot run, below what is wrong with them.
   *
   * @param out takes the lines
   */
  void unusable(List<SweepFile.Unusable> unusable, Consumer<String> out) {
    Map<InputProblem, Map<String, List<TrialConfig>>> byProblem = new LinkedHashMap<>();
    for (SweepFile.Unusable one : unusable) {
      String group = group(one.config());
      for (InputProblem problem : one.problems()) {
        byProblem
            .computeIfAbsent(problem, key -> new LinkedHashMap<>())
            .computeIfAbsent(group, key -> new ArrayList<>())
            .add(one.config());
      }
    }
    Shortened lines = new Shortened(extent, out);
    byProblem.forEach(
        (problem, groups) -> {
          lines.line("  " + problem);
          groups.forEach((group, cells) -> lines.line("  " + line(group, cells, "cell")));
        });
    lines.end("lines");
  }

  /** The method, and what in the label is no number. */
  private String group(TrialConfig config) {
    StringJoiner group = new StringJoiner(", ");
    group.add(config.get(SearchSpace.METHOD));
    for (String parameter : labels.parameters()) {
      @Nullable Object value = config.values().get(parameter);
      if (value != null && !(value instanceof Number)) {
        group.add(parameter + " " + TrialConfig.show(value));
      }
    }
    return group.toString();
  }

  private String line(String group, List<TrialConfig> cells, String unit) {
    StringJoiner numbers = new StringJoiner("; ");
    for (String parameter : labels.parameters()) {
      Set<Object> values =
          cells.stream()
              .map(config -> config.values().get(parameter))
              .filter(Number.class::isInstance)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (!values.isEmpty()) {
        numbers.add(parameter + " " + shown(values));
      }
    }
    return String.format(
        Locale.ROOT,
        "  %,d %s  %s%s",
        cells.size(),
        cells.size() == 1 ? unit : unit + "s",
        group,
        numbers.length() == 0 ? "" : ": " + numbers);
  }

  private static String shown(Set<Object> values) {
    String first =
        values.stream()
            .limit(SHOWN_VALUES)
            .map(TrialConfig::show)
            .collect(Collectors.joining(", "));
    return values.size() <= SHOWN_VALUES
        ? first
        : first + String.format(Locale.ROOT, ", … (%d values)", values.size());
  }

  /** Hands lines on until there are too many, and counts the others. */
  private static final class Shortened {
    private final Extent extent;
    private final Consumer<String> out;
    private int lines;

    Shortened(Extent extent, Consumer<String> out) {
      this.extent = extent;
      this.out = out;
    }

    void line(String line) {
      lines++;
      if (extent == Extent.ALL || lines <= SHOWN_LINES) {
        out.accept(line);
      }
    }

    void end(String unit) {
      if (extent == Extent.SHORT && lines > SHOWN_LINES) {
        out.accept(
            String.format(
                Locale.ROOT, "  … and %,d more %s: --all shows them", lines - SHOWN_LINES, unit));
      }
    }
  }
}
