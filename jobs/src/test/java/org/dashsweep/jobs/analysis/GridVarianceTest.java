package org.dashsweep.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dashsweep.jobs.analysis.AnalysisTrials.Row;
import org.dashsweep.jobs.analysis.result.AnalysedMetric;
import org.dashsweep.jobs.analysis.result.ImportanceRow;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Part;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Exact shares against statsmodels' sums of squares and the definition of functional ANOVA, of
 * {@code grid.csv}.
 */
final class GridVarianceTest {
  private static final AnalysedMetric METRIC =
      new AnalysedMetric("supersense", "supersense", "evaluation", "accuracy", null);
  private static final List<String> NAMES = List.of("method", "learning-rate", "rank");
  private static final List<String> COLUMNS = List.of("method", "rate", "rank");

  @Test
  void sharesAreThoseOfStatsmodels() throws IOException {
    List<ImportanceRow> rows =
        GridVariance.of(METRIC, NAMES, means(AnalysisTrials.read("grid.csv")));
    assertThat(rows).hasSize(8);
    for (ImportanceRow row : rows) {
      String name =
          switch (row.part()) {
            case SETTING -> factor(row.setting());
            case PAIR -> factor(row.setting()) + ":" + factor(row.otherSetting());
            case HIGHER -> "C(method):C(rate):C(rank)";
            case SEED -> "Residual";
          };
      assertThat(row.importance())
          .as(name)
          .isCloseTo(AnalysisTrials.expected("grid", "share", name), within(1e-9));
      if (row.part() == Part.SEED) {
        assertThat(row.pValue()).isNull();
      } else {
        assertThat(row.pValue())
            .as(name)
            .isCloseTo(AnalysisTrials.expected("grid", "p", name), within(1e-9));
      }
    }
    assertThat(rows.stream().mapToDouble(ImportanceRow::importance).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(rows.stream().mapToLong(row -> row.degreesOfFreedom()).sum()).isEqualTo(53);
  }

  @Test
  void withoutSeedsSharesAreThoseOfFunctionalAnova() throws IOException {
    Map<List<Object>, List<Row>> cells =
        AnalysisTrials.read("grid.csv").stream()
            .collect(Collectors.groupingBy(row -> List.of(row.method(), row.rate(), row.rank())));
    List<Row> means =
        cells.values().stream()
            .map(
                seeds -> {
                  Row first = seeds.get(0);
                  double mean = seeds.stream().mapToDouble(Row::value).average().orElseThrow();
                  return new Row(
                      first.id(), first.method(), first.rate(), first.rank(), 1, 1, mean);
                })
            .toList();
    List<ImportanceRow> rows = GridVariance.of(METRIC, NAMES, means(means));
    assertThat(rows).hasSize(7);
    for (ImportanceRow row : rows) {
      String name =
          switch (row.part()) {
            case SETTING -> column(row.setting());
            case PAIR -> column(row.setting()) + " x " + column(row.otherSetting());
            case HIGHER -> "method x rate x rank";
            case SEED -> throw new AssertionError("there is one seed");
          };
      assertThat(row.importance())
          .as(name)
          .isCloseTo(AnalysisTrials.expected("functional", name), within(1e-9));
      assertThat(row.pValue()).as("nothing to test with").isNull();
    }
  }

  @Test
  void aGridThatIsNotFullHasNoExactShares() throws IOException {
    List<Row> rows = new ArrayList<>(AnalysisTrials.read("grid.csv"));
    rows.remove(3);
    CellMeans means = means(rows);
    assertThat(means.design().isFullGrid()).isFalse();
    assertThatThrownBy(() -> GridVariance.of(METRIC, NAMES, means))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String factor(@Nullable String setting) {
    return "C(" + column(setting) + ")";
  }

  private static String column(@Nullable String setting) {
    return COLUMNS.get(NAMES.indexOf(String.valueOf(setting)));
  }

  /** Returns the means that Spark computes of a frame. */
  private static CellMeans means(List<Row> rows) {
    List<Function<Row, Object>> settings = List.of(Row::method, Row::rate, Row::rank);
    List<List<Object>> levels =
        settings.stream()
            .map(setting -> rows.stream().map(setting).distinct().sorted().toList())
            .toList();
    Map<List<Integer>, List<CellMean>> means = new HashMap<>();
    List<List<Integer>> sets = new ArrayList<>(List.of(List.of(0), List.of(1), List.of(2)));
    sets.addAll(CellMeans.pairs(3));
    sets.forEach(set -> means.put(set, cells(rows, set, settings, levels)));
    List<CellMean> cells = cells(rows, List.of(0, 1, 2), settings, levels);
    double mean = rows.stream().mapToDouble(Row::value).average().orElseThrow();
    return new CellMeans(
        new Design(
            levels.stream().map(List::size).toList(),
            new Design.Trials(
                rows.size(),
                mean,
                rows.stream().mapToDouble(row -> Math.pow(row.value() - mean, 2)).sum()),
            new Design.Cells(
                cells.size(),
                cells.stream().mapToLong(CellMean::trials).min().orElseThrow(),
                cells.stream().mapToLong(CellMean::trials).max().orElseThrow(),
                cells.stream()
                    .filter(cell -> cell.variance() != null)
                    .mapToDouble(
                        cell -> Objects.requireNonNull(cell.variance()) * (cell.trials() - 1))
                    .sum())),
        means);
  }

  private static List<CellMean> cells(
      List<Row> rows,
      List<Integer> set,
      List<Function<Row, Object>> settings,
      List<List<Object>> levels) {
    Map<List<Integer>, List<Double>> values =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    for (Row row : rows) {
      List<Integer> levelsOf =
          set.stream()
              .map(index -> levels.get(index).indexOf(settings.get(index).apply(row)))
              .toList();
      values.computeIfAbsent(levelsOf, key -> new ArrayList<>()).add(row.value());
    }
    List<CellMean> cells = new ArrayList<>();
    values.forEach(
        (key, of) -> {
          double mean = of.stream().mapToDouble(value -> value).average().orElseThrow();
          double squares = of.stream().mapToDouble(value -> Math.pow(value - mean, 2)).sum();
          cells.add(
              new CellMean(
                  key, of.size(), mean, of.size() == 1 ? null : squares / (of.size() - 1)));
        });
    return cells;
  }
}
