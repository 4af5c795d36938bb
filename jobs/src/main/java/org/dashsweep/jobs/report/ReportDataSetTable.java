package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.trial.TrialResult;

/** The metric that trials are judged by, on each of the data sets that one trial evaluates. */
final class ReportDataSetTable {
  private ReportDataSetTable() {}

  /**
   * The rows of an evaluation.
   *
   * @param of the rows that the trial was evaluated on
   */
  private record Part(String dataset, String split, ReportColumn of) {
    static Part of(TrialResult.Evaluation row, ReportColumn column) {
      return new Part(row.dataset(), row.split(), column);
    }

    /** Rows of one data set that were chosen otherwise have a column of their own. */
    Heading heading(boolean splits) {
      return Heading.sample(dataset + (splits ? ", " + split : "") + of.suffix());
    }
  }

  /** Returns a row per configuration; none if every trial evaluates on one data set. */
  static ReportTable of(ReportedTrials sweep, ReportedEvaluations evaluations) {
    List<ReportColumn> several = new ArrayList<>();
    Set<Part> parts = new LinkedHashSet<>();
    for (ReportColumn column : sweep.columns()) {
      Set<Part> ofColumn = new LinkedHashSet<>();
      for (ReportedTrial trial : sweep.trials(column)) {
        evaluations.evaluated(trial).forEach(row -> ofColumn.add(Part.of(row, column)));
      }
      if (ofColumn.size() > 1) {
        several.add(column);
        parts.addAll(ofColumn);
      }
    }
    List<Heading> headings = new ArrayList<>(List.of(Heading.text("data set")));
    headings.addAll(SummaryTable.configurationHeadings(sweep));
    boolean splits = parts.stream().map(Part::split).distinct().count() > 1;
    // Parts of several tasks may have one name: their rows say which is meant.
    List<Heading> shown = parts.stream().map(part -> part.heading(splits)).distinct().toList();
    headings.addAll(shown);
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportColumn column : several) {
      for (Map.Entry<ReportedConfiguration, List<ReportedTrial>> group :
          sweep.byConfiguration(column).entrySet()) {
        List<Cell> row = new ArrayList<>(List.of(Cell.of(column.name())));
        row.addAll(SummaryTable.configurationCells(sweep, group.getKey()));
        for (Heading heading : shown) {
          row.add(
              parts.stream()
                  .filter(part -> part.of().equals(column))
                  .filter(part -> part.heading(splits).equals(heading))
                  .findFirst()
                  .map(part -> cell(part, heading, group.getValue(), evaluations))
                  .orElseGet(() -> Cell.empty(heading)));
        }
        rows.add(row);
      }
    }
    return new ReportTable(
        "by-data-set",
        "The metric that trials are judged by, on each data set that a trial evaluates, in the"
            + " state that it is judged by; mean ± standard deviation over seeds.",
        headings,
        rows);
  }

  private static Cell cell(
      Part part, Heading heading, List<ReportedTrial> trials, ReportedEvaluations evaluations) {
    List<Double> values = new ArrayList<>();
    List<ReportedTrial> evaluated = new ArrayList<>();
    List<Trace> traces = new ArrayList<>();
    for (ReportedTrial trial : trials) {
      for (TrialResult.Evaluation row : evaluations.evaluated(trial)) {
        if (Part.of(row, part.of()).equals(part)) {
          values.add(row.value());
          evaluated.add(trial);
          traces.add(Trace.of(trial, row.value(), SummaryTable.DECIMALS + 1));
        }
      }
    }
    return values.isEmpty()
        ? Cell.empty(heading)
        : Cell.of(ReportedMean.of(evaluated, ReportedSample.of(values)), SummaryTable.DECIMALS)
            .withTraces(traces);
  }
}
