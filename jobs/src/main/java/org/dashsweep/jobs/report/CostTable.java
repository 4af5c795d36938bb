package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;

/** The cost of each configuration: parameters, time, speed, memory. */
final class CostTable {
  private static final double MEBIBYTE = 1024.0 * 1024.0;

  private CostTable() {}

  static ReportTable of(ReportedTrials sweep) {
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("data set"));
    headings.addAll(SummaryTable.configurationHeadings(sweep));
    headings.add(Heading.number("adapter parameters"));
    headings.add(Heading.number("head parameters"));
    headings.add(Heading.sample("training, s"));
    headings.add(Heading.sample("tokens per s"));
    headings.add(Heading.sample("evaluation, s"));
    headings.add(Heading.number("peak memory, MiB"));
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      sweep
          .byConfiguration(column)
          .forEach((configuration, trials) -> rows.add(row(sweep, column, configuration, trials)));
    }
    return new ReportTable(
        "cost",
        "Trainable parameters, wall-clock time, real (never padded) training tokens per second, and"
            + " the largest resident size of the process a trial ran in, or the most that its GPU"
            + " held, both of which it may have shared with others; mean ± standard deviation over"
            + " seeds.",
        headings,
        rows);
  }

  private static List<Cell> row(
      ReportedTrials sweep,
      ReportColumn column,
      ReportedConfiguration configuration,
      List<ReportedTrial> trials) {
    ReportedTrial first = trials.get(0);
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(column.name()));
    cells.addAll(SummaryTable.configurationCells(sweep, configuration));
    cells.add(Cell.of(first.measured().cost().adapterParameters()));
    cells.add(Cell.of(first.measured().cost().headParameters()));
    cells.add(sample(trials, 1, trial -> trial.measured().cost().trainSeconds()));
    cells.add(
        sample(
            trials,
            0,
            trial ->
                trial.measured().cost().trainTokens() / trial.measured().cost().trainSeconds()));
    cells.add(sample(trials, 1, trial -> trial.measured().cost().evaluationSeconds()));
    cells.add(
        Cell.of(
            Math.round(
                trials.stream()
                        .mapToLong(trial -> trial.measured().cost().peakMemoryBytes())
                        .max()
                        .orElse(0)
                    / MEBIBYTE)));
    return cells;
  }

  private static Cell sample(
      List<ReportedTrial> trials, int decimals, ToDoubleFunction<ReportedTrial> quantity) {
    return Cell.of(ReportedMean.of(trials, quantity), decimals)
        .withTraces(
            trials.stream()
                .map(trial -> ReportTable.Trace.of(trial, quantity.applyAsDouble(trial), decimals))
                .toList());
  }
}
