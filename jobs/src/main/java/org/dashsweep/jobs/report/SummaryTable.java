package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;

/** Method and rank against data set: mean ± standard deviation over seeds. */
final class SummaryTable {
  static final int DECIMALS = 3;

  private SummaryTable() {}

  static ReportTable of(Sweep sweep) {
    return table(
        sweep,
        "summary",
        "After the last update: mean ± standard deviation over seeds, with the number of seeds in"
            + " parentheses; the best mean of each data set in bold, which is no claim of"
            + " significance.",
        SucceededTrial::value);
  }

  /** The same of each trial's best evaluation; no rows if the last was best everywhere. */
  static ReportTable best(Sweep sweep) {
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
      Sweep sweep, String name, String caption, ToDoubleFunction<SucceededTrial> value) {
    List<Heading> headings = new ArrayList<>(configurationHeadings(sweep));
    List<String> tasks = List.copyOf(sweep.tasks());
    Map<String, SortedMap<Configuration, List<SucceededTrial>>> groups = new HashMap<>();
    NavigableSet<Configuration> configurations = new TreeSet<>();
    for (String task : tasks) {
      headings.add(Heading.sample(task + ", " + sweep.metric(task).name()));
      groups.put(task, sweep.byConfiguration(task));
      configurations.addAll(sweep.byConfiguration(task).keySet());
    }
    int firstTask = headings.size() - tasks.size();

    List<List<Cell>> rows = new ArrayList<>();
    List<Optional<Double>> floors = tasks.stream().map(task -> floor(sweep, task)).toList();
    if (floors.stream().anyMatch(Optional::isPresent)) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of("constant answer"));
      while (row.size() < firstTask) {
        row.add(Cell.empty(headings.get(row.size())));
      }
      for (Optional<Double> floor : floors) {
        row.add(
            floor.map(SummaryTable::constant).orElseGet(() -> Cell.empty(headings.get(firstTask))));
      }
      rows.add(row);
    }
    for (Configuration configuration : configurations) {
      List<Cell> row = new ArrayList<>(configurationCells(sweep, configuration));
      for (String task : tasks) {
        SortedMap<Configuration, List<SucceededTrial>> group = groups.getOrDefault(task, empty());
        List<SucceededTrial> trials = group.getOrDefault(configuration, List.of());
        if (trials.isEmpty()) {
          row.add(Cell.empty(headings.get(row.size())));
        } else {
          row.add(
              Cell.of(sample(trials, value), DECIMALS)
                  .withTraces(traces(trials, value))
                  .withEmphasis(
                      isBest(sweep.metric(task), trials, group, value)
                          ? Emphasis.BEST
                          : Emphasis.NONE));
        }
      }
      rows.add(row);
    }
    return new ReportTable(name, caption, headings, rows);
  }

  /** The columns that say which configuration a row is about. */
  static List<Heading> configurationHeadings(Sweep sweep) {
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("method"));
    headings.add(Heading.number("rank"));
    sweep.otherParameters().forEach(name -> headings.add(Heading.number(name)));
    return headings;
  }

  static List<Cell> configurationCells(Sweep sweep, Configuration configuration) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(configuration.method()));
    cells.add(
        configuration.rank() == null
            ? Cell.empty(Heading.number("rank"))
            : Cell.of(configuration.rank()));
    for (String name : sweep.otherParameters()) {
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
    return Sample.of(trials.stream().mapToDouble(value).boxed().toList());
  }

  private static List<Trace> traces(
      List<SucceededTrial> trials, ToDoubleFunction<SucceededTrial> value) {
    return trials.stream()
        .map(
            trial ->
                new Trace(
                    trial.seedLabel()
                        + ": "
                        + ReportTable.decimal(value.applyAsDouble(trial), DECIMALS + 1),
                    List.of(trial.id())))
        .toList();
  }

  /** What an answer that ignores the input scores, where that is known. */
  static Optional<Double> floor(Sweep sweep, String task) {
    return sweep.succeeded().stream()
        .filter(trial -> Sweep.task(trial.row()).equals(task))
        .flatMap(trial -> Optional.ofNullable(trial.row().floor()).stream())
        .findFirst();
  }

  private static Cell constant(double value) {
    String text = ReportTable.decimal(value, DECIMALS);
    return new Cell(text, List.of(Double.toString(value), "", ""), Emphasis.NONE, List.of());
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
