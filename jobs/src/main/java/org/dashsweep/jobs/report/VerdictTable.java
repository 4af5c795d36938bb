package org.dashsweep.jobs.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.jobs.verdict.VerdictRow;
import org.dashsweep.jobs.verdict.Verdicts;
import org.jspecify.annotations.Nullable;

/** Every pair of methods compared: one row for each task. */
final class VerdictTable {
  private static final String NAME = "verdicts";

  /** Half of the last decimal that is shown. */
  private static final double SMALL = 0.0005;

  private VerdictTable() {}

  /** No rows if no two methods have trials to pair. */
  static ReportTable of(Verdicts verdicts, double margin) {
    List<Heading> headings =
        List.of(
            Heading.text("data set"),
            Heading.text("metric"),
            Heading.text("method"),
            Heading.text("against"),
            Heading.text("verdict"),
            Heading.number("difference"),
            new Heading(
                "95 % interval",
                ReportTable.Alignment.NUMBER, List.of("interval low", "interval high")),
            Heading.number("p, Holm"),
            Heading.number("p, equal"),
            Heading.number("seeds"),
            Heading.number(
                verdicts.headlines().stream().anyMatch(VerdictRow::isOfSubjects)
                    ? "subjects"
                    : "rows"),
            Heading.number("could show"),
            Heading.number("more seeds"),
            Heading.text("compared at"));
    List<List<Cell>> rows = new ArrayList<>();
    verdicts.headlines().forEach(row -> rows.add(row(row, headings)));
    return new ReportTable(
            NAME,
            String.format(
                Locale.ROOT,
                "Every pair of methods, paired by seed and by everything else. The interval is for new"
                    + " seeds and new rows, of one seed for new rows alone. p is of no difference,"
                    + " “p, equal” of one beyond %1$s, after Holm's correction. “Could show” is the smallest"
                    + " difference that would be found with a probability of 80 %%. “More seeds” would"
                    + " find one of %1$s; a dash means that no number does on these rows, or that"
                    + " nothing is known of other seeds. Within %1$s, methods are equal.",
                BigDecimal.valueOf(margin).stripTrailingZeros().toPlainString()),
            headings,
            rows)
        .explained(families(verdicts));
  }

  /** Says how many comparisons the p-values are corrected for; nothing of a single comparison. */
  static List<String> families(Verdicts verdicts) {
    int largest = verdicts.headlines().stream().mapToInt(verdicts::family).max().orElse(0);
    return largest < 2
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "Holm's correction is for all pairs of one data set and metric, up to %d here; the"
                    + " pairs of a method and what it is built on were planned, and are corrected"
                    + " apart.",
                largest));
  }

  private static List<Cell> row(VerdictRow row, List<Heading> headings) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(row.rows().isEmpty() ? row.task() : row.task() + " (" + row.rows() + ")"));
    cells.add(Cell.of(row.metric()));
    cells.add(Cell.of(ReportedMethodStates.shown(row.method())));
    cells.add(Cell.of(ReportedMethodStates.shown(row.baseline())));
    cells.add(Cell.of(row.verdict().toLowerCase(Locale.ROOT)));
    cells.add(
        exact(ReportTable.signed(row.difference(), SummaryTable.DECIMALS), row.difference())
            .withTraces(List.of(new Trace("trials", row.trialIds()))));
    cells.add(interval(row, headings.get(cells.size())));
    cells.add(probability(row.seeds() == 1 ? null : row.adjustedP()));
    cells.add(probability(row.seeds() == 1 ? null : row.adjustedEquivalenceP()));
    cells.add(Cell.of(row.seeds()));
    cells.add(
        row.examples() == 0 ? Cell.empty(headings.get(cells.size())) : Cell.of(row.examples()));
    cells.add(number(row.minimumDetectable(), headings.get(cells.size())));
    @Nullable Integer more = row.moreSeeds();
    cells.add(more == null ? Cell.empty(headings.get(cells.size())) : Cell.of(more));
    cells.add(Cell.of(basis(row)));
    return cells;
  }

  private static String basis(VerdictRow row) {
    String settings =
        row.settingsAveraged() == 1 ? "" : ", mean over " + row.settingsAveraged() + " settings";
    return (row.ratesTried() == null && row.baselineRatesTried() == null
            ? "same settings"
            : String.format(
                Locale.ROOT,
                "best of %s and %s rates",
                tried(row.ratesTried()),
                tried(row.baselineRatesTried())))
        + settings;
  }

  private static String tried(@Nullable Integer rates) {
    return rates == null ? "no" : String.valueOf(rates);
  }

  static Cell interval(VerdictRow row, Heading heading) {
    @Nullable Double low = row.low();
    @Nullable Double high = row.high();
    return low == null || high == null
        ? Cell.empty(heading)
        : new Cell(
            ReportTable.signed(low, SummaryTable.DECIMALS)
                + " … "
                + ReportTable.signed(high, SummaryTable.DECIMALS),
            List.of(Double.toString(low), Double.toString(high)),
            Emphasis.NONE,
            List.of());
  }

  /** A p-value; one that would be printed as zero is said to be small. */
  static Cell probability(@Nullable Double value) {
    if (value == null) {
      return Cell.empty(Heading.number("p"));
    }
    String text = ReportTable.decimal(value, SummaryTable.DECIMALS);
    return exact(value < SMALL ? "< 0.001" : text, value);
  }

  private static Cell number(@Nullable Double value, Heading heading) {
    return value == null ? Cell.empty(heading) : Cell.of(value, SummaryTable.DECIMALS);
  }

  private static Cell exact(String text, double value) {
    return new Cell(text, List.of(Double.toString(value)), Emphasis.NONE, List.of());
  }
}
