package org.dashsweep.jobs.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.jobs.report.ReportTable.Alignment;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Trace;

/** A table as {@code table.mustache} names its parts. */
record ReportTableView(
    String caption, List<HeadingView> headings, List<RowView> rows, List<FileView> files) {
  /** Prefix of the anchors of the rows in the table of all trials. */
  private static final String ANCHOR = "trial-";

  record HeadingView(String title, boolean number) {}

  record RowView(String anchor, List<CellView> cells) {}

  record CellView(
      String text,
      boolean number,
      boolean best,
      String shade,
      String link,
      List<TraceView> traces) {}

  record TraceView(String label, List<IdView> ids) {}

  record IdView(String id, String link) {}

  record FileView(String name, String extension) {}

  /** Returns a table whose rows other tables refer to. */
  static ReportTableView anchored(ReportTable table) {
    ReportTableView view = of(table);
    return new ReportTableView(
        view.caption(),
        view.headings(),
        view.rows().stream()
            .map(row -> new RowView(ANCHOR + row.cells().get(0).text(), row.cells()))
            .toList(),
        view.files());
  }

  static ReportTableView of(ReportTable table) {
    return new ReportTableView(
        table.caption(),
        table.headings().stream()
            .map(
                heading ->
                    new HeadingView(heading.title(), heading.alignment() == Alignment.NUMBER))
            .toList(),
        table.rows().stream().map(row -> row(table, row)).toList(),
        Arrays.stream(ReportNumberFormat.values())
            .map(
                format -> new FileView(table.name() + "." + format.extension(), format.extension()))
            .toList());
  }

  static List<IdView> ids(List<String> trialIds) {
    return trialIds.stream().map(id -> new IdView(id, "#" + ANCHOR + id)).toList();
  }

  private static RowView row(ReportTable table, List<Cell> cells) {
    List<CellView> views =
        IntStream.range(0, cells.size())
            .mapToObj(
                column ->
                    cell(
                        cells.get(column),
                        table.headings().get(column).alignment() == Alignment.NUMBER))
            .toList();
    return new RowView("", views);
  }

  private static CellView cell(Cell cell, boolean number) {
    boolean isItsOwnTrace =
        cell.traces().size() == 1 && cell.traces().get(0).trialIds().equals(List.of(cell.text()));
    return new CellView(
        cell.text(),
        number,
        cell.emphasis() == Emphasis.BEST,
        cell.emphasis().styleClass(),
        isItsOwnTrace ? "#" + ANCHOR + cell.text() : "",
        isItsOwnTrace ? List.of() : cell.traces().stream().map(ReportTableView::trace).toList());
  }

  private static TraceView trace(Trace trace) {
    return new TraceView(trace.label(), ids(trace.trialIds()));
  }
}
