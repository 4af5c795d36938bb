package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;

/** Configurations against data sets: mean ± standard deviation over seeds. */
final class SummaryTable {
  static final int DECIMALS = 3;

  private SummaryTable() {}

  static ReportTable of(ReportedTrials sweep) {
    return table(
        sweep,
        "summary",
        ReportedStates.of(sweep.succeeded()).sentence().orElse("After the last update.")
            + " Mean ± standard deviation over seeds, with the number of seeds in parentheses; the"
            + " best mean of each column in bold, which is no claim of significance.",
        ReportedTrial::value);
  }

  /** Returns the same of each trial's best evaluation; no rows if the last was best everywhere. */
  static ReportTable best(ReportedTrials sweep) {
    if (sweep.succeeded().stream().noneMatch(SummaryTable::wasBetterBefore)) {
      return new ReportTable("best", "", List.of(), List.of());
    }
    return table(
        sweep,
        "best",
        "The best of each trial's evaluations, chosen on the examples that it is measured on, which"
            + " flatters it: mean ± standard deviation over seeds.",
        ReportedTrial::best);
  }

  private static boolean wasBetterBefore(ReportedTrial trial) {
    return trial.best() > trial.value()
        || (Double.isNaN(trial.value()) && !Double.isNaN(trial.best()));
  }

  private static ReportTable table(
      ReportedTrials sweep, String name, String caption, ToDoubleFunction<ReportedTrial> value) {
    List<Heading> headings = new ArrayList<>(configurationHeadings(sweep));
    List<ReportColumn> columns = List.copyOf(sweep.columns());
    Map<ReportColumn, SortedMap<ReportedConfiguration, List<ReportedTrial>>> groups =
        new HashMap<>();
    NavigableSet<ReportedConfiguration> configurations = new TreeSet<>();
    for (ReportColumn column : columns) {
      headings.add(Heading.sample(column.title()));
      groups.put(column, sweep.byConfiguration(column));
      configurations.addAll(sweep.byConfiguration(column).keySet());
    }
    int firstColumn = headings.size() - columns.size();

    List<List<Cell>> rows = new ArrayList<>();
    List<SortedSet<Double>> floors =
        columns.stream().map(column -> floors(sweep.trials(column))).toList();
    if (floors.stream().anyMatch(of -> !of.isEmpty())) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of("constant answer"));
      while (row.size() < firstColumn) {
        row.add(Cell.empty(headings.get(row.size())));
      }
      for (SortedSet<Double> floor : floors) {
        row.add(floor.isEmpty() ? Cell.empty(headings.get(firstColumn)) : constant(floor));
      }
      rows.add(row);
    }
    for (ReportedConfiguration configuration : configurations) {
      List<Cell> row = new ArrayList<>(configurationCells(sweep, configuration));
      for (ReportColumn column : columns) {
        SortedMap<ReportedConfiguration, List<ReportedTrial>> group =
            groups.getOrDefault(column, empty());
        List<ReportedTrial> trials = group.getOrDefault(configuration, List.of());
        if (trials.isEmpty()) {
          row.add(Cell.empty(headings.get(row.size())));
        } else {
          row.add(
              Cell.of(ReportedMean.of(trials, value), DECIMALS)
                  .withTraces(traces(trials, value))
                  .withEmphasis(
                      isBest(column.metric(), trials, group, value)
                          ? Emphasis.BEST
                          : Emphasis.NONE));
        }
      }
      rows.add(row);
    }
    return new ReportTable(name, caption, headings, rows);
  }

  /** Returns the columns that say which configuration a row is about. */
  static List<Heading> configurationHeadings(ReportedTrials sweep) {
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("method"));
    headings.add(Heading.number("rank"));
    sweep.grouping().axes().forEach(name -> headings.add(Heading.number(name)));
    return headings;
  }

  static List<Cell> configurationCells(ReportedTrials sweep, ReportedConfiguration configuration) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(ReportedMethodStates.shown(configuration.method())));
    cells.add(
        configuration.rank() == null
            ? Cell.empty(Heading.number("rank"))
            : Cell.of(configuration.rank()));
    for (String name : sweep.grouping().axes()) {
      String value = configuration.others().get(name);
      cells.add(value == null ? Cell.empty(Heading.number(name)) : Cell.of(value));
    }
    return cells;
  }

  static ReportedSample sample(List<ReportedTrial> trials) {
    return sample(trials, ReportedTrial::value);
  }

  private static ReportedSample sample(
      List<ReportedTrial> trials, ToDoubleFunction<ReportedTrial> value) {
    return ReportedMean.of(trials, value).sample();
  }

  /** One trace per trial. */
  static List<Trace> traces(List<ReportedTrial> trials, ToDoubleFunction<ReportedTrial> value) {
    return trials.stream()
        .map(trial -> Trace.of(trial, value.applyAsDouble(trial), DECIMALS + 1))
        .toList();
  }

  /** Scores of the constant answer: several where trials trained on different rows. */
  static SortedSet<Double> floors(List<ReportedTrial> trials) {
    SortedSet<Double> floors = new TreeSet<>();
    for (ReportedTrial trial : trials) {
      if (trial.row().floor() != null) {
        floors.add(trial.row().floor());
      }
    }
    return floors;
  }

  private static Cell constant(SortedSet<Double> floors) {
    String lowest = ReportTable.decimal(floors.first(), DECIMALS);
    return floors.size() == 1
        ? new Cell(
            lowest, List.of(Double.toString(floors.first()), "", ""), Emphasis.NONE, List.of())
        : new Cell(
            lowest + " to " + ReportTable.decimal(floors.last(), DECIMALS),
            List.of("", "", ""),
            Emphasis.NONE,
            List.of(),
            List.of("differs with the training rows"));
  }

  private static boolean isBest(
      ReportedMetric metric,
      List<ReportedTrial> trials,
      SortedMap<ReportedConfiguration, List<ReportedTrial>> all,
      ToDoubleFunction<ReportedTrial> value) {
    double mean = sample(trials, value).mean();
    if (Double.isNaN(mean)) {
      return false;
    }
    return all.values().stream()
        .noneMatch(other -> metric.isBetter(sample(other, value).mean(), mean));
  }

  private static SortedMap<ReportedConfiguration, List<ReportedTrial>> empty() {
    return Collections.emptySortedMap();
  }
}
