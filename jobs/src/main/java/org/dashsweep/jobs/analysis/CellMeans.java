package org.dashsweep.jobs.analysis;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.var_pop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The means of a metric over the levels of each setting and each pair of settings.
 *
 * @param design what all trials are like
 * @param bySettings indices of one or two settings to the cells of their levels, in order
 */
record CellMeans(Design design, Map<List<Integer>, List<CellMean>> bySettings) {
  private static final AtomicLong VIEWS = new AtomicLong();

  private static final Comparator<CellMean> ORDER =
      Comparator.comparing(
          CellMean::levels,
          (a, b) -> {
            for (int i = 0; i < a.size(); i++) {
              int order = Integer.compare(a.get(i), b.get(i));
              if (order != 0) {
                return order;
              }
            }
            return 0;
          });

  CellMeans {
    bySettings = Map.copyOf(bySettings);
  }

  /**
   * Computes the means of a frame.
   *
   * @param settings that vary; without one there is a design and no mean
   */
  static CellMeans of(Dataset<Row> frame, List<Setting> settings) {
    return new CellMeans(design(frame, settings), means(frame, settings));
  }

  /** Returns the cells of some settings, given by their indices. */
  List<CellMean> of(Integer... settings) {
    return Objects.requireNonNull(bySettings.get(List.of(settings)));
  }

  /** Lists the pairs of so many settings. */
  static List<List<Integer>> pairs(int settings) {
    List<List<Integer>> pairs = new ArrayList<>();
    for (int first = 0; first < settings; first++) {
      for (int second = first + 1; second < settings; second++) {
        pairs.add(List.of(first, second));
      }
    }
    return pairs;
  }

  private static Design design(Dataset<Row> frame, List<Setting> settings) {
    Column value = col(TrialFrames.VALUE);
    Column squares = var_pop(value).multiply(count(value));
    Row all = frame.agg(count(value), avg(value), squares).head();
    Column[] levels = settings.stream().map(setting -> col(setting.level())).toArray(Column[]::new);
    Row cells =
        frame
            .groupBy(levels)
            .agg(count(value).as("trials"), squares.as("squares"))
            .agg(count(lit(1)), min("trials"), max("trials"), sum("squares"))
            .head();
    return new Design(
        settings.stream().map(setting -> setting.levels().size()).toList(),
        new Design.Trials(all.getLong(0), all.getDouble(1), all.getDouble(2)),
        new Design.Cells(cells.getLong(0), cells.getLong(1), cells.getLong(2), cells.getDouble(3)));
  }

  private static Map<List<Integer>, List<CellMean>> means(
      Dataset<Row> frame, List<Setting> settings) {
    if (settings.isEmpty()) {
      return Map.of();
    }
    List<List<Integer>> sets = new ArrayList<>();
    IntStream.range(0, settings.size()).forEach(index -> sets.add(List.of(index)));
    sets.addAll(pairs(settings.size()));
    String levels = settings.stream().map(Setting::level).collect(Collectors.joining(", "));
    String groups =
        sets.stream()
            .map(
                set ->
                    set.stream()
                        .map(index -> settings.get(index).level())
                        .collect(Collectors.joining(", ", "(", ")")))
            .collect(Collectors.joining(", "));
    String view = "analysed_" + VIEWS.incrementAndGet();
    frame.createOrReplaceTempView(view);
    List<Row> rows;
    try {
      rows =
          frame
              .sparkSession()
              .sql(
                  "SELECT "
                      + levels
                      + ", count(value), avg(value), var_samp(value) FROM "
                      + view
                      + " GROUP BY GROUPING SETS ("
                      + groups
                      + ")")
              .collectAsList();
    } finally {
      frame.sparkSession().catalog().dropTempView(view);
    }
    return bySettings(rows, settings.size());
  }

  private static Map<List<Integer>, List<CellMean>> bySettings(List<Row> rows, int settings) {
    Map<List<Integer>, List<CellMean>> means = new HashMap<>();
    for (Row row : rows) {
      List<Integer> set = new ArrayList<>();
      List<Integer> levels = new ArrayList<>();
      for (int index = 0; index < settings; index++) {
        if (!row.isNullAt(index)) {
          set.add(index);
          levels.add(row.getInt(index));
        }
      }
      means
          .computeIfAbsent(List.copyOf(set), key -> new ArrayList<>())
          .add(
              new CellMean(
                  levels,
                  row.getLong(settings),
                  row.getDouble(settings + 1),
                  row.isNullAt(settings + 2) ? null : row.getDouble(settings + 2)));
    }
    means.values().forEach(cells -> cells.sort(ORDER));
    return means;
  }
}
