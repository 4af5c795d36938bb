package org.dashsweep.jobs.report;

import java.util.List;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.verdict.AgreementRow;

/** The reproducibility of each configuration: how alike the answers of its seeds are. */
final class AgreementTable {
  private AgreementTable() {}

  /** Returns the agreement of seeds' answers, and the share of those that are none. */
  static ReportTable of(List<AgreementRow> agreements) {
    return new ReportTable(
        "agreements",
        "Answers of two seeds that are equal, also beyond chance (Cohen's κ); answers that do not"
            + " parse, and seeds that are not better than the constant answer.",
        List.of(
            Heading.text("data set"),
            Heading.text("method"),
            Heading.text("settings"),
            Heading.number("seeds"),
            Heading.number("equal answers"),
            Heading.number("κ"),
            Heading.number("no answer"),
            Heading.number("not above constant")),
        agreements.stream().map(AgreementTable::cells).toList());
  }

  private static List<Cell> cells(AgreementRow row) {
    return List.of(
        Cell.of(VerdictSection.column(row.task(), row.rows())),
        Cell.of(row.method()),
        Cell.of(row.settings().isEmpty() ? "–" : row.settings()),
        Cell.of(row.seeds()),
        VerdictSection.decimal(row.shareEqual()),
        VerdictSection.decimal(row.kappa()),
        VerdictSection.decimal(row.unparsed()),
        VerdictSection.decimal(row.belowFloor()));
  }
}
