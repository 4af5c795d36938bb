package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.statistics.MeanRanks;
import org.dashsweep.jobs.statistics.StratifiedBootstrap;
import org.jspecify.annotations.Nullable;

/** Methods over several tasks at once, each at its best rate. */
final class Rankings {
  private final List<ReportColumn> columns;

  /** Values by method and then by column, of methods that all columns have. */
  private final SortedMap<String, List<double[]>> methods = new TreeMap<>();

  /**
   * Takes values.
   *
   * @param byColumn the values of each column that are at their method's best rate
   */
  Rankings(SortedMap<ReportColumn, List<Measured>> byColumn) {
    columns = List.copyOf(byColumn.keySet());
    SortedMap<String, SortedMap<ReportColumn, List<Double>>> values = new TreeMap<>();
    byColumn.forEach(
        (column, all) ->
            all.stream()
                .filter(each -> Double.isFinite(each.value()))
                .forEach(
                    each ->
                        values
                            .computeIfAbsent(each.method(), method -> new TreeMap<>())
                            .computeIfAbsent(column, key -> new ArrayList<>())
                            .add(each.value())));
    values.forEach(
        (method, ofColumns) -> {
          if (ofColumns.size() == columns.size()) {
            methods.put(
                method,
                ofColumns.values().stream()
                    .map(list -> list.stream().mapToDouble(value -> value).toArray())
                    .toList());
          }
        });
  }

  boolean isEmpty() {
    return columns.size() < 2 || methods.size() < 2;
  }

  /** Returns a row for each method, the best first. */
  List<RankingRow> rows() {
    if (isEmpty()) {
      return List.of();
    }
    List<String> names = List.copyOf(methods.keySet());
    double[][] scores = new double[columns.size()][names.size()];
    for (int task = 0; task < columns.size(); task++) {
      double sign = columns.get(task).metric().lowerIsBetter() ? -1 : 1;
      for (int i = 0; i < names.size(); i++) {
        scores[task][i] = sign * Arrays.stream(of(names.get(i)).get(task)).average().orElseThrow();
      }
    }
    MeanRanks ranks = MeanRanks.of(scores);
    List<RankingRow> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      StratifiedBootstrap.@Nullable Aggregate middle =
          isComparable()
              ? StratifiedBootstrap.interquartileMean(of(names.get(i)).toArray(double[][]::new))
              : null;
      rows.add(
          new RankingRow(
              columns.size(),
              names.get(i),
              ranks.ranks().get(i),
              ranks.criticalDifference(),
              ranks.p(),
              middle == null ? null : middle.value(),
              middle == null ? null : middle.interval().low(),
              middle == null ? null : middle.interval().high()));
    }
    rows.sort(Comparator.comparingDouble(RankingRow::meanRank).thenComparing(RankingRow::method));
    return rows;
  }

  /** Returns a row for each pair of methods. */
  List<ImprovementRow> improvements(List<MethodPair> pairs) {
    List<ImprovementRow> rows = new ArrayList<>();
    for (MethodPair pair : pairs) {
      if (!isEmpty()
          && methods.containsKey(pair.method())
          && methods.containsKey(pair.baseline())) {
        StratifiedBootstrap.Aggregate better =
            StratifiedBootstrap.probabilityOfImprovement(
                signed(of(pair.method())), signed(of(pair.baseline())));
        rows.add(
            new ImprovementRow(
                columns.size(),
                pair.method(),
                pair.baseline(),
                better.value(),
                better.interval().low(),
                better.interval().high()));
      }
    }
    return rows;
  }

  private boolean isComparable() {
    return columns.stream().noneMatch(column -> column.metric().lowerIsBetter());
  }

  private double[][] signed(List<double[]> values) {
    double[][] signed = new double[values.size()][];
    for (int task = 0; task < signed.length; task++) {
      double sign = columns.get(task).metric().lowerIsBetter() ? -1 : 1;
      signed[task] = Arrays.stream(values.get(task)).map(value -> sign * value).toArray();
    }
    return signed;
  }

  private List<double[]> of(String method) {
    return Objects.requireNonNull(methods.get(method));
  }
}
