package org.dashsweep.jobs.analysis;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dashsweep.space.TrialConfig;
import org.jspecify.annotations.Nullable;

/**
 * The values of a setting as levels. A number with many values, as of a random search, has ranges
 * with equally many trials.
 *
 * @param setting with its levels
 * @param position SQL of a trial's level
 */
record SettingLevels(Setting setting, Column position) {
  /** Numbers with more values have ranges. */
  static final int MOST_VALUES = 20;

  private static final int RANGES = 10;
  private static final int ACCURACY = 10_000;
  private static final double SPAN_OF_LOGARITHMIC = 10;

  /** A value that trials have. */
  private record Value(String key, @Nullable Double number) {}

  /** Reads the levels of a setting from the trials of a task. */
  static SettingLevels of(Dataset<Row> trials, SettingColumn column) {
    long values = trials.select(column.keyColumn()).distinct().count();
    long numbers = trials.select(column.numberColumn()).na().drop().distinct().count();
    if (numbers > MOST_VALUES) {
      return ranges(trials, column);
    }
    List<Value> found = new ArrayList<>();
    for (Row row :
        trials.select(column.keyColumn(), column.numberColumn()).distinct().collectAsList()) {
      found.add(new Value(row.getString(0), row.isNullAt(1) ? null : row.getDouble(1)));
    }
    found.sort(
        Comparator.comparing(
                Value::number, Comparator.nullsFirst(Comparator.<Double>naturalOrder()))
            .thenComparing(Value::key));
    Column keys = array(found.stream().map(value -> lit(value.key())).toArray(Column[]::new));
    Column position = array_position(keys, col(column.keyColumn())).cast("int").minus(1);
    List<SettingLevel> levels =
        found.stream().map(value -> new SettingLevel(text(value), value.number())).toList();
    boolean ordered = numbers >= 2 && values <= numbers + 1;
    Setting.Kind kind =
        ordered
            ? number(column, found.stream().map(Value::number).filter(Objects::nonNull).toList())
            : new Setting.Category();
    return new SettingLevels(new Setting(column.name(), levels, level(column), kind), position);
  }

  private static SettingLevels ranges(Dataset<Row> trials, SettingColumn column) {
    Column number = col(column.numberColumn());
    Row row = trials.agg(edges(column.numberColumn()), functions.max(number.isNull())).head();
    List<Double> edges = row.<Double>getList(0).stream().distinct().toList();
    boolean absent = row.getBoolean(1);
    Setting.Ordered kind = number(column, edges);
    List<SettingLevel> levels = new ArrayList<>();
    Column position = lit(0);
    if (absent) {
      levels.add(new SettingLevel(SettingLevel.ABSENT, null));
    }
    for (int range = 0; range + 1 < edges.size(); range++) {
      double from = edges.get(range);
      double to = edges.get(range + 1);
      if (range > 0) {
        position = when(number.gt(from), lit(levels.size())).otherwise(position);
      } else {
        position = when(number.isNull(), lit(0)).otherwise(lit(levels.size()));
      }
      levels.add(
          new SettingLevel(
              TrialConfig.show(from) + " to " + TrialConfig.show(to),
              kind.scale() == Setting.Scale.LOGARITHMIC ? Math.sqrt(from * to) : (from + to) / 2));
    }
    return new SettingLevels(new Setting(column.name(), levels, level(column), kind), position);
  }

  /** The ends of ranges with equally many trials. */
  private static Column edges(String column) {
    String shares =
        IntStream.rangeClosed(0, RANGES)
            .mapToObj(range -> range + "D / " + RANGES)
            .collect(Collectors.joining(", "));
    return functions.expr(
        String.format(
            Locale.ROOT, "percentile_approx(%s, array(%s), %d)", column, shares, ACCURACY));
  }

  private static Setting.Ordered number(SettingColumn column, List<Double> numbers) {
    double smallest = numbers.stream().mapToDouble(number -> number).min().orElseThrow();
    double largest = numbers.stream().mapToDouble(number -> number).max().orElseThrow();
    Setting.Scale scale =
        smallest > 0 && largest >= SPAN_OF_LOGARITHMIC * smallest
            ? Setting.Scale.LOGARITHMIC
            : Setting.Scale.LINEAR;
    return new Setting.Ordered(column.numberColumn(), scale, scale.of(smallest) - 1);
  }

  private static String level(SettingColumn column) {
    return "level_" + column.column();
  }

  private static String text(Value value) {
    if (value.number() != null) {
      return TrialConfig.show(value.number());
    }
    return value.key().isEmpty() ? SettingLevel.ABSENT : value.key();
  }
}
