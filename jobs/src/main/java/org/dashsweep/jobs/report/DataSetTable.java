package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.trial.TrialResult;

/** The metric that trials are judged by, on each of the data sets that one trial evaluates. */
final class DataSetTable {
  private DataSetTable() {}

  /** What an evaluation was on. */
  private record Column(String dataset, String split) {
    static Column of(TrialResult.Evaluation row) {
      return new Column(row.dataset(), row.split());
    }
  }

  /** A row per configuration; none if every trial evaluates on one data set. */
  static ReportTable of(Sweep sweep, EvaluationIndex evaluations) throws IOException {
    List<String> tasks = new ArrayList<>();
    Set<Column> columns = new LinkedHashSet<>();
    for (String task : sweep.tasks()) {
      Set<Column> ofTask = new LinkedHashSet<>();
      for (List<SucceededTrial> trials : sweep.byConfiguration(task).values()) {
        for (SucceededTrial trial : trials) {
          evaluations.last(trial).forEach(row -> ofTask.add(Column.of(row)));
        }
      }
      if (ofTask.size() > 1) {
        tasks.add(task);
        columns.addAll(ofTask);
      }
    }
    List<Heading> headings = new ArrayList<>(List.of(Heading.text("data set")));
    headings.addAll(SummaryTable.configurationHeadings(sweep));
    boolean splits = columns.stream().map(Column::split).distinct().count() > 1;
    columns.forEach(
        column ->
            headings.add(Heading.sample(column.dataset() + (splits ? ", " + column.split() : ""))));
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : tasks) {
      for (Map.Entry<Configuration, List<SucceededTrial>> group :
          sweep.byConfiguration(task).entrySet()) {
        List<Cell> row = new ArrayList<>(List.of(Cell.of(task)));
        row.addAll(SummaryTable.configurationCells(sweep, group.getKey()));
        for (Column column : columns) {
          row.add(cell(column, group.getValue(), evaluations));
        }
        rows.add(row);
      }
    }
    return new ReportTable(
        "by-data-set",
        "The metric that trials are judged by, on each data set that a trial evaluates, after its"
            + " last update; mean ± standard deviation over seeds.",
        headings,
        rows);
  }

  private static Cell cell(Column column, List<SucceededTrial> trials, EvaluationIndex evaluations)
      throws IOException {
    List<Double> values = new ArrayList<>();
    List<Trace> traces = new ArrayList<>();
    for (SucceededTrial trial : trials) {
      for (TrialResult.Evaluation row : evaluations.last(trial)) {
        if (Column.of(row).equals(column)) {
          values.add(row.value());
          traces.add(
              new Trace(
                  trial.seedLabel()
                      + ": "
                      + ReportTable.decimal(row.value(), SummaryTable.DECIMALS + 1),
                  List.of(trial.id())));
        }
      }
    }
    return values.isEmpty()
        ? Cell.empty(Heading.sample(column.dataset()))
        : Cell.of(Sample.of(values), SummaryTable.DECIMALS).withTraces(traces);
  }
}
