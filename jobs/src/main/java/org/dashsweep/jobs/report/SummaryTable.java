package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Rank;
import org.dashsweep.jobs.report.ReportTable.Trace;

/** Method and rank against data set: mean ± standard deviation over seeds. */
final class SummaryTable {
  static final int DECIMALS = 3;

  private SummaryTable() {}

  static ReportTable of(Sweep sweep) {
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
    List<Optional<Double>> majorities = tasks.stream().map(task -> majority(sweep, task)).toList();
    if (majorities.stream().anyMatch(Optional::isPresent)) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of("majority"));
      while (row.size() < firstTask) {
        row.add(Cell.empty(headings.get(row.size())));
      }
      for (Optional<Double> majority : majorities) {
        row.add(
            majority
                .map(SummaryTable::constant)
                .orElseGet(() -> Cell.empty(headings.get(firstTask))));
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
              Cell.of(sample(trials), DECIMALS)
                  .withTraces(traces(trials))
                  .withRank(isBest(sweep.metric(task), trials, group) ? Rank.BEST : Rank.ORDINARY));
        }
      }
      rows.add(row);
    }
    return new ReportTable(
        "summary",
        "Mean ± standard deviation over seeds, with the number of seeds in parentheses; the best"
            + " mean of each data set in bold, which is no claim of significance.",
        headings,
        rows);
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
    return Sample.of(trials.stream().map(SucceededTrial::value).toList());
  }

  static List<Trace> traces(List<SucceededTrial> trials) {
    return trials.stream()
        .map(
            trial ->
                new Trace(
                    trial.seedLabel() + ": " + ReportTable.decimal(trial.value(), DECIMALS + 1),
                    List.of(trial.id())))
        .toList();
  }

  /** The accuracy of always answering the most frequent label, where accuracy is the metric. */
  static Optional<Double> majority(Sweep sweep, String task) {
    if (!sweep.metric(task).name().equals("accuracy")) {
      return Optional.empty();
    }
    return sweep.succeeded().stream()
        .filter(trial -> Sweep.task(trial.row()).equals(task))
        .flatMap(trial -> Optional.ofNullable(trial.row().majorityAccuracy()).stream())
        .findFirst();
  }

  private static Cell constant(double value) {
    String text = ReportTable.decimal(value, DECIMALS);
    return new Cell(text, List.of(Double.toString(value), "", ""), Rank.ORDINARY, List.of());
  }

  private static boolean isBest(
      Metric metric,
      List<SucceededTrial> trials,
      SortedMap<Configuration, List<SucceededTrial>> all) {
    double mean = sample(trials).mean();
    return all.values().stream().noneMatch(other -> metric.isBetter(sample(other).mean(), mean));
  }

  private static SortedMap<Configuration, List<SucceededTrial>> empty() {
    return java.util.Collections.emptySortedMap();
  }
}
