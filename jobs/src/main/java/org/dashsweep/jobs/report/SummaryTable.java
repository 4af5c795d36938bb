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
        States.of(sweep.succeeded()).sentence().orElse("After the last update.")
            + " Mean ± standard deviation over seeds, with the number of seeds in parentheses; the"
            + " best mean of each column in bold, which is no claim of significance.",
        SucceededTrial::value);
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
        SucceededTrial::best);
  }

  private static boolean wasBetterBefore(SucceededTrial trial) {
    return trial.best() > trial.value()
        || (Double.isNaN(trial.value()) && !Double.isNaN(trial.best()));
  }

  private static ReportTable table(
      ReportedTrials sweep, String name, String caption, ToDoubleFunction<SucceededTrial> value) {
    List<Heading> headings = new ArrayList<>(configurationHeadings(sweep));
    List<Column> columns = List.copyOf(sweep.columns());
    Map<Column, SortedMap<Configuration, List<SucceededTrial>>> groups = new HashMap<>();
    NavigableSet<Configuration> configurations = new TreeSet<>();
    for (Column column : columns) {
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
    for (Configuration configuration : configurations) {
      List<Cell> row = new ArrayList<>(configurationCells(sweep, configuration));
      for (Column column : columns) {
        SortedMap<Configuration, List<SucceededTrial>> group = groups.getOrDefault(column, empty());
        List<SucceededTrial> trials = group.getOrDefault(configuration, List.of());
        if (trials.isEmpty()) {
          row.add(Cell.empty(headings.get(row.size())));
        } else {
          row.add(
              Cell.of(Mean.of(trials, value), DECIMALS)
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

  static List<Cell> configurationCells(ReportedTrials sweep, Configuration configuration) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(MethodStates.shown(configuration.method())));
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

  static Sample sample(List<SucceededTrial> trials) {
    return sample(trials, SucceededTrial::value);
  }

  private static Sample sample(
      List<SucceededTrial> trials, ToDoubleFunction<SucceededTrial> value) {
    return Mean.of(trials, value).sample();
  }

  /** One trace per trial. */
  static List<Trace> traces(List<SucceededTrial> trials, ToDoubleFunction<SucceededTrial> value) {
    return trials.stream()
        .map(trial -> trial.trace(value.applyAsDouble(trial), DECIMALS + 1))
        .toList();
  }

  /** Scores of the constant answer: several where trials trained on different rows. */
  static SortedSet<Double> floors(List<SucceededTrial> trials) {
    SortedSet<Double> floors = new TreeSet<>();
    for (SucceededTrial trial : trials) {
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
      Metric metric,
      List<SucceededTrial> trials,
      SortedMap<Configuration, List<SucceededTrial>> all,
      ToDoubleFunction<SucceededTrial> value) {
    double mean = sample(trials, value).mean();
    if (Double.isNaN(mean)) {
      return false;
    }
    return all.values().stream()
        .noneMatch(other -> metric.isBetter(sample(other, value).mean(), mean));
  }

  private static SortedMap<Configuration, List<SucceededTrial>> empty() {
    return Collections.emptySortedMap();
  }
}
