package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/** Size and class balance of what was evaluated on, counted in one trial's predictions. */
final class ReportedDataSets {
  private static final int NAMED_CLASSES = 6;

  private ReportedDataSets() {}

  static ReportTable table(ReportedTrials sweep) throws IOException {
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      ReportedTrial trial = sweep.trials(column).get(0);
      Map<String, List<TrialResult.Prediction>> sets =
          sweep.snapshot().read(Tables.PREDICTIONS, trial.id()).stream()
              .map(EntryRow::entry)
              .collect(
                  Collectors.groupingBy(
                      row -> row.dataset() + ", " + row.split(),
                      TreeMap::new,
                      Collectors.toList()));
      sets.forEach(
          (name, predictions) ->
              rows.add(
                  row(
                      sets.size() > 1 ? name + column.suffix() : column.name(),
                      trial,
                      ofOneScorer(predictions))));
    }
    return new ReportTable(
        "data",
        "The evaluation split of each data set, with the share of its largest class, which training"
            + " rows need not tell.",
        List.of(
            Heading.text("data set"),
            Heading.number("examples"),
            Heading.number("classes"),
            Heading.number("largest class"),
            Heading.text("class balance")),
        rows);
  }

  /** Every scorer answers the same examples, which count once. */
  private static List<TrialResult.Prediction> ofOneScorer(
      List<TrialResult.Prediction> predictions) {
    @Nullable String scorer = predictions.get(0).scorer();
    return predictions.stream().filter(row -> Objects.equals(row.scorer(), scorer)).toList();
  }

  private static List<Cell> row(
      String name, ReportedTrial trial, List<TrialResult.Prediction> predictions) {
    Cell examples =
        Cell.of(predictions.size())
            .withTraces(List.of(new Trace("counted in the predictions of", List.of(trial.id()))));
    if (predictions.stream().anyMatch(row -> row.correct() == null)) {
      Cell none = Cell.empty(Heading.number("classes"));
      return List.of(Cell.of(name), examples, none, none, Cell.of("scores"));
    }
    Map<String, Long> counts =
        predictions.stream()
            .collect(
                Collectors.groupingBy(
                    TrialResult.Prediction::label, TreeMap::new, Collectors.counting()));
    List<Map.Entry<String, Long>> byCount =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    return List.of(
        Cell.of(name),
        examples,
        Cell.of(counts.size()),
        Cell.of(byCount.get(0).getValue() / (double) predictions.size(), SummaryTable.DECIMALS),
        Cell.of(balance(byCount, predictions.size())));
  }

  private static String balance(List<Map.Entry<String, Long>> byCount, long examples) {
    String named =
        byCount.stream()
            .limit(NAMED_CLASSES)
            .map(entry -> entry.getKey() + " " + percent(entry.getValue(), examples))
            .collect(Collectors.joining(", "));
    if (byCount.size() <= NAMED_CLASSES) {
      return named;
    }
    long rest = byCount.stream().skip(NAMED_CLASSES).mapToLong(Map.Entry::getValue).sum();
    return String.format(
        Locale.ROOT,
        "%s, %d more %s",
        named,
        byCount.size() - NAMED_CLASSES,
        percent(rest, examples));
  }

  private static String percent(long count, long of) {
    return ReportTable.decimal(100.0 * count / of, 1) + " %";
  }
}
