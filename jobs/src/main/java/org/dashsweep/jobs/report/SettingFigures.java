package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.trial.ScheduleParameters;
import org.jspecify.annotations.Nullable;

/** The metric over rank and over learning rate, over both, and over all settings that vary. */
final class SettingFigures {
  private static final String RATE = ScheduleParameters.LEARNING_RATE.name();
  private static final double CONFIDENCE = 0.95;
  private static final int MOST_PANELS = 12;

  /** Methods of which heat maps stand side by side. */
  private static final int MOST_MAPS = 36;

  private final ReportedTrials sweep;

  private SettingFigures(ReportedTrials sweep) {
    this.sweep = sweep;
  }

  static Section section(ReportedTrials sweep) {
    SettingFigures of = new SettingFigures(sweep);
    return Section.of("settings", "What the settings do")
        .drawing(of.over(ReportedTrials.RANK))
        .drawing(of.over(RATE))
        .drawing(of.maps())
        .drawing(of.parallel());
  }

  /** The value of a setting that labels show, or null. */
  private static @Nullable String value(ReportedConfiguration configuration, String setting) {
    return setting.equals(ReportedTrials.RANK)
        ? (configuration.rank() == null ? null : configuration.rank().toString())
        : configuration.others().get(setting);
  }

  /** Returns the values of a setting in order: numbers by size. */
  private static List<String> values(
      Collection<ReportedConfiguration> configurations, String setting) {
    NavigableSet<String> values = new TreeSet<>(ReportedConfiguration::compareValues);
    configurations.stream()
        .map(configuration -> value(configuration, setting))
        .filter(Objects::nonNull)
        .forEach(values::add);
    return List.copyOf(values);
  }

  /** The settings that vary but one, as a panel's title; empty if no other does. */
  private String others(ReportedConfiguration configuration, String setting) {
    List<String> names = new ArrayList<>(List.of(ReportedTrials.RANK));
    names.addAll(sweep.grouping().axes());
    names.remove(setting);
    return names.stream()
        .filter(name -> value(configuration, name) != null)
        .map(name -> name + " " + value(configuration, name))
        .collect(Collectors.joining(", "));
  }

  /** A panel for each data set and for each combination of the other settings. */
  private List<Figure> over(String setting) {
    List<Chart> panels = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      SortedMap<ReportedConfiguration, List<ReportedTrial>> all = sweep.byConfiguration(column);
      List<String> values = values(all.keySet(), setting);
      if (values.size() < 2) {
        continue;
      }
      Map<String, SortedMap<ReportedConfiguration, List<ReportedTrial>>> cells =
          new LinkedHashMap<>();
      all.forEach(
          (configuration, trials) -> {
            if (value(configuration, setting) != null) {
              cells
                  .computeIfAbsent(others(configuration, setting), title -> new TreeMap<>())
                  .put(configuration, trials);
            }
          });
      cells.forEach(
          (title, group) -> {
            if (values(group.keySet(), setting).size() > 1) {
              panels.add(panel(setting, column, title, group, panels.size()));
            }
          });
    }
    return Figure.of(
        "Metric over " + setting,
        "Mean over seeds with the 95 % interval of Student's t; a panel for each combination of the"
            + " other settings."
            + (panels.size() > MOST_PANELS
                ? String.format(
                    Locale.ROOT, " The first %d of %d panels.", MOST_PANELS, panels.size())
                : ""),
        panels.subList(0, Math.min(MOST_PANELS, panels.size())));
  }

  private static Chart panel(
      String setting,
      ReportColumn column,
      String title,
      SortedMap<ReportedConfiguration, List<ReportedTrial>> group,
      int number) {
    List<String> values = values(group.keySet(), setting);
    Map<String, List<double[]>> points = new LinkedHashMap<>();
    group.forEach(
        (configuration, trials) ->
            points
                .computeIfAbsent(configuration.method(), method -> new ArrayList<>())
                .add(
                    point(
                        values.indexOf(value(configuration, setting)),
                        SummaryTable.sample(trials))));
    List<Chart.Series> series = new ArrayList<>();
    points.forEach(
        (method, of) ->
            series.add(new Chart.Series(ReportedMethodStates.shown(method), method, null, of)));
    return new Chart(
        "over-" + setting + "-" + number,
        Chart.Kind.LINES,
        column.name() + (title.isEmpty() ? "" : ": " + title),
        List.of(Chart.Axis.of(setting, values), Chart.Axis.linear(column.metric().name())),
        series);
  }

  private static double[] point(int place, ReportedSample sample) {
    return sample
        .interval(CONFIDENCE)
        .map(interval -> new double[] {place, sample.mean(), interval.low(), interval.high()})
        .orElseGet(() -> new double[] {place, sample.mean()});
  }

  /** Rank against rate, a map for each method, all maps of a data set on one scale. */
  private List<Figure> maps() {
    List<Figure> figures = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      SortedMap<ReportedConfiguration, List<ReportedTrial>> all = sweep.byConfiguration(column);
      List<ReportedConfiguration> both =
          all.keySet().stream()
              .filter(key -> value(key, ReportedTrials.RANK) != null && value(key, RATE) != null)
              .toList();
      List<String> ranks = values(both, ReportedTrials.RANK);
      List<String> rates = values(both, RATE);
      if (ranks.size() < 2 || rates.size() < 2) {
        continue;
      }
      Map<String, Map<List<Integer>, List<ReportedTrial>>> byMethod = new LinkedHashMap<>();
      all.forEach(
          (configuration, trials) -> {
            @Nullable String rank = value(configuration, ReportedTrials.RANK);
            @Nullable String rate = value(configuration, RATE);
            if (rank != null && rate != null) {
              byMethod
                  .computeIfAbsent(configuration.method(), method -> new LinkedHashMap<>())
                  .computeIfAbsent(
                      List.of(rates.indexOf(rate), ranks.indexOf(rank)), at -> new ArrayList<>())
                  .addAll(trials);
            }
          });
      List<Chart> panels =
          panels(column, byMethod, Chart.Axis.of(RATE, rates), Chart.Axis.of("rank", ranks));
      figures.addAll(
          Figure.of(
              "Rank and rate on " + column.name(),
              "Mean of all trials of a cell, on one scale of colours.",
              panels));
    }
    return figures;
  }

  private static List<Chart> panels(
      ReportColumn column,
      Map<String, Map<List<Integer>, List<ReportedTrial>>> byMethod,
      Chart.Axis horizontal,
      Chart.Axis vertical) {
    Map<String, List<double[]>> cells = new LinkedHashMap<>();
    byMethod.forEach(
        (method, of) ->
            of.forEach(
                (at, trials) ->
                    cells
                        .computeIfAbsent(method, name -> new ArrayList<>())
                        .add(
                            new double[] {
                              at.get(0), at.get(1), SummaryTable.sample(trials).mean()
                            })));
    List<Double> means =
        cells.values().stream()
            .flatMap(List::stream)
            .map(cell -> cell[2])
            .filter(Double::isFinite)
            .toList();
    if (means.isEmpty()) {
      return List.of();
    }
    Chart.Axis colours =
        Chart.Axis.linear(column.metric().name())
            .between(Collections.min(means), Collections.max(means));
    List<Chart> panels = new ArrayList<>();
    cells.forEach(
        (method, of) ->
            panels.add(
                new Chart(
                    "map-" + column.name().replaceAll("[^A-Za-z0-9]+", "-") + "-" + panels.size(),
                    Chart.Kind.HEAT_MAP,
                    method,
                    List.of(horizontal, vertical, colours),
                    List.of(new Chart.Series(method, method, null, of)))));
    return panels.subList(0, Math.min(MOST_MAPS, panels.size()));
  }

  /** Every trial as a line across its settings, to the metric at the right. */
  private List<Figure> parallel() {
    List<Chart> panels = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      SortedMap<ReportedConfiguration, List<ReportedTrial>> all = sweep.byConfiguration(column);
      List<String> settings = new ArrayList<>(sweep.grouping().axes().stream().toList());
      settings.add(0, ReportedTrials.RANK);
      settings.removeIf(setting -> values(all.keySet(), setting).size() < 2);
      if (!settings.isEmpty()) {
        panels.add(parallel(column, all, settings, panels.size()));
      }
    }
    return Figure.of(
        "All settings and the metric",
        "A line for each trial, in the colour of its method: drag along an axis to keep the trials"
            + " that cross it there.",
        panels);
  }

  private static Chart parallel(
      ReportColumn column,
      SortedMap<ReportedConfiguration, List<ReportedTrial>> all,
      List<String> settings,
      int number) {
    List<String> methods =
        all.keySet().stream().map(ReportedConfiguration::method).distinct().toList();
    List<List<String>> values = new ArrayList<>();
    List<Chart.Axis> axes = new ArrayList<>(List.of(Chart.Axis.of("method", methods)));
    for (String setting : settings) {
      values.add(values(all.keySet(), setting));
      axes.add(Chart.Axis.of(setting, values.get(values.size() - 1)));
    }
    List<Double> metrics =
        all.values().stream()
            .flatMap(List::stream)
            .map(ReportedTrial::value)
            .filter(Double::isFinite)
            .toList();
    Chart.Axis metric = Chart.Axis.linear(column.metric().name());
    axes.add(
        metrics.isEmpty()
            ? metric
            : metric.between(Collections.min(metrics), Collections.max(metrics)));
    Map<String, List<double[]>> lines = new LinkedHashMap<>();
    all.forEach(
        (configuration, trials) -> {
          double[] at = new double[axes.size()];
          at[0] = methods.indexOf(configuration.method());
          for (int i = 0; i < settings.size(); i++) {
            @Nullable String own = value(configuration, settings.get(i));
            at[i + 1] = own == null ? Double.NaN : values.get(i).indexOf(own);
          }
          for (ReportedTrial trial : trials) {
            double[] line = at.clone();
            line[line.length - 1] = trial.value();
            lines.computeIfAbsent(configuration.method(), method -> new ArrayList<>()).add(line);
          }
        });
    List<Chart.Series> series = new ArrayList<>();
    lines.forEach(
        (method, of) ->
            series.add(new Chart.Series(ReportedMethodStates.shown(method), method, null, of)));
    return new Chart("parallel-" + number, Chart.Kind.PARALLEL, column.name(), axes, series);
  }
}
