package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.verdict.PublishedIntervals;
import org.dashsweep.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/**
 * Compares measured values with published ones. Each configuration has three rows: the values
 * measured in the state that trials are judged by, the published values and the differences. A
 * fourth says whether published values lie in the interval of the measured mean. Where an earlier
 * evaluation was better, the best values have rows too, because publications do not always say
 * which they report.
 *
 * @param table the rows
 * @param cautions about suspect published rows, and about values that were not measured alike
 */
record PublishedTable(ReportTable table, List<String> cautions) {
  static final int DECIMALS = 2;

  /** The cell of a number that is not there. */
  static final Cell NOTHING = Cell.empty(Heading.sample("number"));

  private static final String MODEL = SearchSpace.MODEL.name();
  private static final String CHOSEN = "chosen on the examples that it is measured on";

  /**
   * The trials of one configuration of one model, on whatever data sets.
   *
   * @param difference what tells their rows from others of a data set; empty if nothing has to
   */
  record Key(String model, ReportedConfiguration configuration, String difference)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::model)
            .thenComparing(Key::configuration)
            .thenComparing(Key::difference);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }

    /** A row's name, with what its measured rows were. */
    String named(String what) {
      return difference.isEmpty() ? what : what + " (" + difference + ")";
    }
  }

  /**
   * Compares.
   *
   * @param name of the table's files
   */
  static PublishedTable of(
      String name,
      PublishedNumbers published,
      ReportedTrials sweep,
      ReportedEvaluations evaluations,
      PublishedIntervals intervals)
      throws IOException {
    List<Heading> headings = headings(published, sweep);
    List<List<Cell>> rows = new ArrayList<>();
    Set<String> cautions = new LinkedHashSet<>();
    for (Map.Entry<Key, List<ReportedTrial>> group : groups(sweep).entrySet()) {
      Key key = group.getKey();
      ReportedConfiguration configuration = key.configuration();
      List<PublishedNumbers.Row> matching =
          published.matching(key.model(), configuration.method(), configuration.rank());
      if (matching.isEmpty()) {
        continue;
      }
      List<ReportedTrial> trials = group.getValue();
      ReportMeasuredColumns measured =
          ReportMeasuredColumns.of(published, trials, evaluations::last);
      ReportMeasuredColumns best = ReportMeasuredColumns.of(published, trials, evaluations::best);
      boolean sameAtBest = best.columns().equals(measured.columns());
      List<Cell> identity = new ArrayList<>(List.of(Cell.of(key.model())));
      identity.addAll(SummaryTable.configurationCells(sweep, configuration));
      rows.add(line(identity, key.named("measured"), measured.cells(), Cell.of("")));
      if (!sameAtBest) {
        rows.add(
            line(identity, key.named("measured, best evaluation"), best.cells(), Cell.of(CHOSEN)));
      }
      for (PublishedNumbers.Row row : matching) {
        String label = row.suspect() == null ? row.source() : row.source() + " ⚠";
        rows.add(line(identity, label, printed(row), Cell.of(remark(row))));
        rows.add(line(identity, "difference", measured.differences(row), Cell.of("")));
        List<Cell> within = measured.within(row, published.unit(), intervals);
        if (within.stream().anyMatch(cell -> !cell.equals(NOTHING))) {
          rows.add(line(identity, "published value in the 95 % interval", within, Cell.of("")));
        }
        if (!sameAtBest) {
          rows.add(
              line(identity, "difference, best evaluation", best.differences(row), Cell.of("")));
        }
        if (row.suspect() != null) {
          cautions.add(
              String.format(
                  Locale.ROOT, "⚠ %s (%s): %s.", row.name(), row.source(), row.suspect()));
        }
      }
      cautions.addAll(measured.cautions());
    }
    return new PublishedTable(
        new ReportTable(
            name,
            String.format(
                    Locale.ROOT,
                    "%s: measured (mean ± standard deviation over seeds, their number), published, and the",
                    published.title())
                + " difference, in "
                + (published.unit() == PublishedNumbers.Unit.PERCENT ? "percent." : "the metric."),
            headings,
            rows),
        List.copyOf(cautions));
  }

  private static List<Heading> headings(PublishedNumbers published, ReportedTrials sweep) {
    List<Heading> headings = new ArrayList<>(List.of(Heading.text(MODEL)));
    headings.addAll(SummaryTable.configurationHeadings(sweep));
    headings.add(Heading.text("what"));
    published.columns().forEach(column -> headings.add(Heading.sample(column.title())));
    headings.add(Heading.sample("average"));
    headings.add(Heading.text("remark"));
    return headings;
  }

  /**
   * Trials on different rows of one data set are different groups. Trials of data sets that have
   * one set of rows go with each of them.
   */
  static SortedMap<Key, List<ReportedTrial>> groups(ReportedTrials sweep) {
    SortedMap<Key, SortedMap<String, List<ReportedTrial>>> byDifference = new TreeMap<>();
    for (ReportedTrial trial : sweep.succeeded()) {
      String model = trial.row().parameter(MODEL);
      if (model != null) {
        byDifference
            .computeIfAbsent(new Key(model, sweep.configuration(trial), ""), key -> new TreeMap<>())
            .computeIfAbsent(sweep.column(trial).difference(), key -> new ArrayList<>())
            .add(trial);
      }
    }
    SortedMap<Key, List<ReportedTrial>> groups = new TreeMap<>();
    byDifference.forEach(
        (key, parts) ->
            parts.forEach(
                (difference, trials) -> {
                  if (parts.size() == 1 || !difference.isEmpty()) {
                    List<ReportedTrial> all = new ArrayList<>(trials);
                    if (!difference.isEmpty()) {
                      all.addAll(parts.getOrDefault("", List.of()));
                    }
                    groups.put(new Key(key.model(), key.configuration(), difference), all);
                  }
                }));
    return groups;
  }

  private static List<Cell> line(List<Cell> identity, String what, List<Cell> values, Cell remark) {
    List<Cell> line = new ArrayList<>(identity);
    line.add(Cell.of(what));
    line.addAll(values);
    line.add(remark);
    return line;
  }

  private static String remark(PublishedNumbers.Row row) {
    return row.suspect() != null ? row.suspect() : row.note() != null ? row.note() : "";
  }

  private static List<Cell> printed(PublishedNumbers.Row row) {
    List<@Nullable Double> values = new ArrayList<>(row.values());
    values.add(row.average());
    return values.stream()
        .map(value -> value == null ? NOTHING : exact(ReportTable.decimal(value, DECIMALS), value))
        .toList();
  }

  /** A number without a spread, in a column of samples. */
  static Cell exact(String text, double value) {
    return new Cell(
        text, List.of(Double.toString(value), "", ""), ReportTable.Emphasis.NONE, List.of());
  }
}
