package org.dashsweep.jobs.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dashsweep.jobs.report.ReportTable.Alignment;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Trace;

/** A table as {@code table.mustache} names its parts. */
record ReportTableView(
    String name,
    String caption,
    List<HeadingView> headings,
    List<RowView> rows,
    List<FileView> files) {
  /** Prefix of the anchors of the rows in the table of all trials. */
  private static final String ANCHOR = "trial-";

  private static final int MANY = 40;

  /** Trials of one trace that the page names. */
  private static final int NAMED = 10;

  /** Classes of the style sheet, short because most of the page is cells. */
  private static final String NUMBER = "n";

  record HeadingView(String title, boolean number) {}

  /**
   * A row.
   *
   * @param anchor its id in the page, or nothing
   * @param trial that it opens to in place of its first cell, or nothing
   */
  record RowView(String anchor, String trial, List<CellView> cells) {}

  /**
   * A cell.
   *
   * @param classes of the style sheet
   * @param link to a row of the table of all trials, or nothing
   * @param from the trials it comes from: a line for each trace, with ids behind tabs
   */
  record CellView(String text, String classes, boolean best, String link, String from) {}

  record FileView(String name, String extension) {}

  /** Returns whether the rows are more than its frame shows at once. */
  boolean many() {
    return rows.size() > MANY;
  }

  /** Returns a table whose rows other tables refer to. */
  static ReportTableView anchored(ReportTable table) {
    ReportTableView view = of(table);
    return new ReportTableView(
        view.name(),
        view.caption(),
        view.headings(),
        view.rows().stream()
            .map(
                row ->
                    new RowView(
                        ANCHOR + row.cells().get(0).text(),
                        row.cells().get(0).text(),
                        row.cells().subList(1, row.cells().size())))
            .toList(),
        view.files());
  }

  static ReportTableView of(ReportTable table) {
    return new ReportTableView(
        table.name(),
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

  private static RowView row(ReportTable table, List<Cell> cells) {
    List<CellView> views =
        IntStream.range(0, cells.size())
            .mapToObj(
                column ->
                    cell(
                        cells.get(column),
                        table.headings().get(column).alignment() == Alignment.NUMBER))
            .toList();
    return new RowView("", "", views);
  }

  private static CellView cell(Cell cell, boolean number) {
    boolean isItsOwnTrace =
        cell.traces().size() == 1 && cell.traces().get(0).trialIds().equals(List.of(cell.text()));
    String shade = cell.emphasis().styleClass();
    return new CellView(
        cell.text(),
        number ? NUMBER + (shade.isEmpty() ? "" : " " + shade) : shade,
        cell.emphasis() == Emphasis.BEST,
        isItsOwnTrace ? "#" + ANCHOR + cell.text() : "",
        isItsOwnTrace
            ? ""
            : cell.traces().stream().map(ReportTableView::line).collect(Collectors.joining("\n")));
  }

  private static String line(Trace trace) {
    List<String> ids = trace.trialIds();
    String shown = String.join("\t", ids.subList(0, Math.min(NAMED, ids.size())));
    // A page of thousands of trials would name most of them over and over.
    String label =
        ids.size() > NAMED
            ? String.format(
                Locale.ROOT,
                "%s The first %d of %d; the csv file names all.",
                trace.label(),
                NAMED,
                ids.size())
            : trace.label();
    return label + "\t" + shown;
  }
}
