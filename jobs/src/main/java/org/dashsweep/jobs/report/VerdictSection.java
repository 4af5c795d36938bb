package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.report.ReportTable.Alignment;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.jobs.verdict.Judgement;
import org.dashsweep.jobs.verdict.RateRow;
import org.dashsweep.jobs.verdict.VerdictRow;
import org.dashsweep.jobs.verdict.Verdicts;
import org.dashsweep.space.TrialConfig;
import org.jspecify.annotations.Nullable;

/**
 * The opening of the page: is a method better than another, by how much, how sure is that.
 *
 * @param margin that differences within count as none
 */
record VerdictSection(Verdicts verdicts, double margin) {
  private static final int MOST_ROWS = 24;
  private static final int MOST_SENTENCES = 40;

  /** Pairs of one data set that are counted. */
  private static final int MANY = 3;

  /** Sentences above everything else. */
  private static final int OPENING = 3;

  private static final int DECIMALS = SummaryTable.DECIMALS;
  static final Heading INTERVAL =
      new Heading("95 % interval", Alignment.NUMBER, List.of("interval low", "interval high"));

  /**
   * Returns the verdicts on the program's own method and its baseline; without them those that come
   * first.
   */
  List<String> opening() {
    List<VerdictRow> own = verdicts.headlines().stream().filter(VerdictSection::isOpening).toList();
    return (own.isEmpty() ? decidedFirst() : own)
        .stream().limit(OPENING).map(VerdictRow::sentence).toList();
  }

  /** The comparisons over all settings: those with an answer first, but for the opening's. */
  private List<VerdictRow> decidedFirst() {
    return verdicts.headlines().stream()
        .sorted(
            Comparator.comparing((VerdictRow row) -> !isOpening(row))
                .thenComparing(row -> Judgement.valueOf(row.verdict())))
        .toList();
  }

  /** "sst-2, accuracy: of 10 pairs, 3 better, 1 worse, 2 equal, 4 cannot be told yet." */
  private static List<String> counts(List<VerdictRow> headlines) {
    List<String> sentences = new ArrayList<>();
    byColumn(headlines)
        .forEach(
            (column, rows) -> {
              if (rows.size() > MANY) {
                List<String> parts = new ArrayList<>();
                for (Judgement each : Judgement.values()) {
                  long count =
                      rows.stream().filter(row -> row.verdict().equals(each.name())).count();
                  if (count > 0) {
                    parts.add(count + " " + words(each));
                  }
                }
                sentences.add(
                    String.format(
                        Locale.ROOT,
                        "%s: of %d pairs of methods, %s.",
                        String.join(", ", column),
                        rows.size(),
                        String.join(", ", parts)));
              }
            });
    return sentences;
  }

  private static String words(Judgement judgement) {
    return judgement == Judgement.OPEN
        ? "cannot be told yet"
        : judgement.name().toLowerCase(Locale.ROOT);
  }

  private static Map<List<String>, List<VerdictRow>> byColumn(List<VerdictRow> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                row -> List.of(column(row), row.metric()),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static boolean isOpening(VerdictRow row) {
    return row.method().equals(Methods.SUBJECT.name())
        && Methods.SUBJECT.baseline().map(MethodType::name).equals(Optional.of(row.baseline()));
  }

  /** Returns the section of comparisons over all settings. */
  Section section() {
    List<VerdictRow> headlines = decidedFirst();
    List<String> opening = opening();
    return Section.of("verdict", "Which method is better")
        .saying(counts(headlines))
        .saying(VerdictTable.families(verdicts))
        .saying(
            headlines.stream()
                .map(VerdictRow::sentence)
                .filter(sentence -> !opening.contains(sentence))
                .limit(MOST_SENTENCES)
                .toList())
        .drawing(forest(headlines))
        .with(best())
        .with(RankingFigures.table(verdicts.rankings()))
        .drawing(RankingFigures.of(verdicts.rankings()))
        .warning(verdicts.notes());
  }

  /** Returns the section of every pair of methods, at all settings and at each. */
  Section pairs() {
    return Section.of("pairs", "Every pair of methods")
        .with(
            VerdictTable.of(verdicts, margin),
            bySettings(),
            AgreementTable.of(verdicts.agreements()));
  }

  /** One row for each comparison, a panel for each data set. */
  private static List<Figure> forest(List<VerdictRow> headlines) {
    List<Chart> panels = new ArrayList<>();
    byColumn(headlines.stream().filter(row -> Double.isFinite(row.difference())).toList())
        .forEach(
            (column, rows) -> panels.add(forest(panels.size(), String.join(", ", column), rows)));
    return Figure.of(
        "Differences with their 95 % intervals",
        "Each mark is the first method minus the second, over all settings, each at its best rate"
            + " where rates were chosen on held-out rows. Within the grey band around zero two"
            + " methods count as equal. Verdicts are corrected for all pairs: an interval that just"
            + " leaves zero, or just keeps to the band, may not be enough.",
        panels);
  }

  private static Chart forest(int number, String column, List<VerdictRow> all) {
    List<VerdictRow> shown = all.subList(0, Math.min(MOST_ROWS, all.size()));
    Map<String, List<double[]>> byMethod = new LinkedHashMap<>();
    for (int i = 0; i < shown.size(); i++) {
      VerdictRow each = shown.get(i);
      byMethod
          .computeIfAbsent(each.method(), method -> new ArrayList<>())
          .add(new double[] {i, each.difference(), orNothing(each.low()), orNothing(each.high())});
    }
    List<Chart.Series> series = new ArrayList<>();
    byMethod.forEach((method, at) -> series.add(new Chart.Series(method, method, null, at)));
    return new Chart(
        "forest-" + number,
        Chart.Kind.INTERVALS,
        column
            + (shown.size() < all.size()
                ? String.format(Locale.ROOT, ": the first %d of %d pairs", shown.size(), all.size())
                : ""),
        List.of(
            Chart.Axis.linear(
                "difference in "
                    + shown.get(0).metric()
                    + (shown.get(0).lowerIsBetter() ? ", lower is better" : "")),
            Chart.Axis.of(
                "comparison",
                shown.stream().map(each -> each.method() + " − " + each.baseline()).toList())),
        series,
        shown.get(0).margin());
  }

  private static String column(VerdictRow row) {
    return column(row.task(), row.rows());
  }

  static String column(String task, String rows) {
    return rows.isEmpty() ? task : task + " (" + rows + ")";
  }

  /**
   * Each method at the rate that was best on held-out rows, or at the only one that was tried; no
   * rows if no method has several.
   */
  private ReportTable best() {
    boolean isChoice = verdicts.rates().stream().anyMatch(row -> row.ratesTried() > 1);
    List<List<Cell>> rows =
        verdicts.rates().stream()
            .filter(row -> isChoice && (row.chosen() || row.ratesTried() == 1))
            .map(VerdictSection::bestCells)
            .toList();
    boolean undecided =
        verdicts.rates().stream().anyMatch(row -> row.ratesTried() > 1 && row.chosenBy() == null);
    return new ReportTable(
        "best-rates",
        "Each method at its best rate, chosen on held-out training rows and never on the rows of"
            + " the metric, by the seeds that all its rates have. The held-out value is over all"
            + " seeds of the rate. Regret is what one rate drawn by lot would have lost on average."
            + (undecided
                ? " Methods with several rates and no held-out rows are missing: validation-share"
                    + " in the sweep file keeps some."
                : ""),
        List.of(
            Heading.text("data set"),
            Heading.text("method"),
            Heading.number("rank"),
            Heading.text("settings"),
            Heading.number("learning-rate"),
            Heading.number("rates tried"),
            Heading.text("metric"),
            Heading.number("value"),
            INTERVAL,
            Heading.number("seeds"),
            Heading.text("chosen by"),
            Heading.number("held-out value"),
            Heading.number("regret")),
        rows);
  }

  private static List<Cell> bestCells(RateRow row) {
    return List.of(
        Cell.of(column(row.task(), row.rows())),
        Cell.of(row.method()),
        row.rank() == null ? Cell.empty(Heading.number("rank")) : Cell.of(row.rank()),
        Cell.of(row.settings().isEmpty() ? "–" : row.settings()),
        rate(row.learningRate()),
        Cell.of(row.ratesTried()),
        Cell.of(row.metric()),
        Cell.of(row.value(), DECIMALS),
        interval(row.low(), row.high()),
        Cell.of(row.seeds()),
        Cell.of(row.ratesTried() == 1 || row.chosenBy() == null ? "the only one" : row.chosenBy()),
        decimal(row.validation()),
        decimal(row.regret()));
  }

  /** The comparisons that are not over all settings, or on another basis. */
  private ReportTable bySettings() {
    List<VerdictRow> headlines = verdicts.headlines();
    return new ReportTable(
        "verdicts-by-settings",
        "Every pair of methods at each of the settings: method minus baseline, paired by everything else. The interval is over what its column says;"
            + " p is Holm's over the comparisons of one task, metric and basis. The smallest"
            + " difference is what these seeds and examples find four times in five.",
        List.of(
            Heading.text("data set"),
            Heading.text("method"),
            Heading.text("baseline"),
            Heading.text("verdict"),
            Heading.number("difference"),
            INTERVAL,
            Heading.text("metric"),
            Heading.text("basis"),
            Heading.text("settings"),
            Heading.number("adjusted p"),
            Heading.number("seeds"),
            Heading.number("examples"),
            Heading.text("interval over"),
            Heading.number("smallest difference"),
            Heading.number("more seeds")),
        verdicts.rows().stream()
            .filter(row -> !headlines.contains(row))
            .map(VerdictSection::cells)
            .toList());
  }

  private static List<Cell> cells(VerdictRow row) {
    return List.of(
        Cell.of(column(row)),
        Cell.of(row.method()),
        Cell.of(row.baseline()),
        Cell.of(row.verdict().toLowerCase(Locale.ROOT)),
        new Cell(
            ReportTable.signed(row.difference(), DECIMALS),
            List.of(Double.toString(row.difference())),
            Emphasis.NONE,
            List.of(new Trace("", row.trialIds()))),
        VerdictTable.interval(row, INTERVAL),
        Cell.of(row.metric()),
        Cell.of(row.basis()),
        Cell.of(
            row.settings() != null
                ? row.settings()
                : row.settingsAveraged() == 1
                    ? "the same"
                    : "mean over " + row.settingsAveraged() + " settings"),
        // One seed says nothing of others, however small the chance among its rows.
        VerdictTable.probability(row.seeds() == 1 ? null : row.adjustedP()),
        Cell.of(row.seeds()),
        Cell.of(row.examples()),
        Cell.of(row.over()),
        decimal(row.minimumDetectable()),
        row.moreSeeds() == null
            ? Cell.empty(Heading.number("more seeds"))
            : Cell.of(row.moreSeeds()));
  }

  private static Cell rate(double rate) {
    return Cell.of(Double.isNaN(rate) ? "–" : TrialConfig.show(rate));
  }

  static Cell decimal(@Nullable Double value) {
    return value == null ? Cell.empty(Heading.number("")) : Cell.of(value, DECIMALS);
  }

  static Cell interval(@Nullable Double low, @Nullable Double high) {
    return low == null || high == null
        ? Cell.empty(INTERVAL)
        : new Cell(
            ReportTable.decimal(low, DECIMALS) + " … " + ReportTable.decimal(high, DECIMALS),
            List.of(Double.toString(low), Double.toString(high)),
            Emphasis.NONE,
            List.of());
  }

  private static double orNothing(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
