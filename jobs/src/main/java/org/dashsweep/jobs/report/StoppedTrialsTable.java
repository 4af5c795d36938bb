package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TrialRow;

/** The trials that an exploration stopped early. */
final class StoppedTrialsTable {
  private StoppedTrialsTable() {}

  static ReportTable table(ReportedTrials sweep) {
    List<List<Cell>> rows = new ArrayList<>();
    for (TrialRow row : sweep.rows()) {
      if (row.outcome() instanceof Outcome.Stopped stopped) {
        rows.add(
            List.of(
                Cell.of(row.trialId()),
                Cell.of(ReportedTrials.task(row)),
                Cell.of(sweep.configuration(row).label()),
                Cell.of(Objects.requireNonNullElse(row.parameter(ReportedTrials.SEED), "–")),
                Cell.of(stopped.stoppedStep()),
                Cell.of(stopped.stoppedValue(), SummaryTable.DECIMALS + 1),
                Cell.of(stopped.stoppedMetric())));
      }
    }
    return new ReportTable(
        "stopped",
        "Trials that were stopped early, because others were more promising at that step. They"
            + " count nowhere above.",
        List.of(
            Heading.text("trial"),
            Heading.text("data set"),
            Heading.text("configuration"),
            Heading.number("seed"),
            Heading.number("step"),
            Heading.number("value there"),
            Heading.text("metric")),
        rows);
  }
}
