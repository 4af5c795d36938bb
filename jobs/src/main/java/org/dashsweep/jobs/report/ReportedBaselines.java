package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;

/**
 * Checks that training had an effect: a head alone should beat the constant answer, and an adapter
 * should beat the head alone, or the untuned model. A sweep where it does not has a fault, not a
 * result.
 */
final class ReportedBaselines {
  /** Configurations of one data set that get a sentence each. */
  private static final int FEW = 3;

  /** A mean that a configuration has to beat. */
  private record Floor(String name, double value) {
    String shown() {
      return name + " at " + ReportTable.decimal(value, SummaryTable.DECIMALS);
    }
  }

  private final ReportColumn column;
  private final Map<ReportedConfiguration, List<ReportedTrial>> groups;
  private final Optional<Floor> base;

  private ReportedBaselines(ReportedTrials sweep, ReportColumn column) {
    this.column = column;
    this.groups = sweep.byConfiguration(column);
    this.base =
        groups.entrySet().stream()
            .filter(entry -> isBase(entry.getKey().method()))
            .map(
                entry ->
                    new Floor(
                        ReportedMethodStates.shown(entry.getKey().method()),
                        SummaryTable.sample(entry.getValue()).mean()))
            .reduce((a, b) -> column.metric().isBetter(a.value(), b.value()) ? a : b);
  }

  /**
   * Returns sentences on configurations that do not clear their floor; none if all do. Many of one
   * data set share a sentence.
   */
  static List<String> violations(ReportedTrials sweep) {
    return sweep.columns().stream()
        .flatMap(column -> new ReportedBaselines(sweep, column).violations().stream())
        .toList();
  }

  private List<String> violations() {
    Map<Floor, List<ReportedConfiguration>> below = new LinkedHashMap<>();
    groups.forEach(
        (configuration, trials) ->
            floor(configuration, trials)
                .filter(
                    floor ->
                        !column
                            .metric()
                            .isBetter(SummaryTable.sample(trials).mean(), floor.value()))
                .ifPresent(
                    floor ->
                        below.computeIfAbsent(floor, key -> new ArrayList<>()).add(configuration)));
    List<String> sentences = new ArrayList<>();
    below.forEach(
        (floor, configurations) -> {
          if (configurations.size() > FEW) {
            sentences.add(together(floor, configurations));
          } else {
            configurations.forEach(each -> sentences.add(alone(floor, each)));
          }
        });
    return sentences;
  }

  private Optional<Floor> floor(ReportedConfiguration configuration, List<ReportedTrial> trials) {
    return isBase(configuration.method()) || base.isEmpty()
        ? SummaryTable.floors(trials).stream()
            .reduce((a, b) -> column.metric().isBetter(a, b) ? a : b)
            .map(value -> new Floor("a constant answer", value))
        : base;
  }

  private String alone(Floor floor, ReportedConfiguration configuration) {
    ReportedMean mean =
        ReportedMean.of(Objects.requireNonNull(groups.get(configuration)), ReportedTrial::value);
    return String.format(
        Locale.ROOT,
        "%s: %s reaches %s, not better than %s.",
        column.name(),
        configuration.label(),
        Cell.ofMeanAlone(mean, SummaryTable.DECIMALS).text(),
        floor.shown());
  }

  private String together(Floor floor, List<ReportedConfiguration> below) {
    Map<String, Long> all = byMethod(groups.keySet());
    Map<Boolean, List<String>> methods =
        byMethod(below).entrySet().stream()
            .collect(
                Collectors.partitioningBy(
                    entry -> entry.getValue().equals(all.get(entry.getKey())),
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    List<String> whole = Objects.requireNonNull(methods.get(true));
    List<String> partly = Objects.requireNonNull(methods.get(false));
    List<String> parts = new ArrayList<>();
    if (!whole.isEmpty()) {
      parts.add("at all settings " + String.join(", ", whole));
    }
    if (!partly.isEmpty()) {
      parts.add(
          partly.size() > FEW
              ? "at some settings " + partly.size() + " other methods"
              : "at some settings " + String.join(", ", partly));
    }
    return String.format(
        Locale.ROOT,
        "%s: %d of %d means are not better than %s: %s.",
        column.name(),
        below.size(),
        groups.size(),
        floor.shown(),
        String.join("; ", parts));
  }

  private static Map<String, Long> byMethod(Collection<ReportedConfiguration> configurations) {
    return configurations.stream()
        .collect(
            Collectors.groupingBy(
                ReportedConfiguration::method, LinkedHashMap::new, Collectors.counting()));
  }

  /** Tells whether adapters have to beat a method. */
  private static boolean isBase(String method) {
    return ReportedMethodStates.trainsHeadAlone(method) || !ReportedMethodStates.trains(method);
  }
}
