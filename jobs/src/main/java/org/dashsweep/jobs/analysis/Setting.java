package org.dashsweep.jobs.analysis;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * A setting that varies among the trials of a task.
 *
 * @param name in kebab case
 * @param levels the values in order: numbers by size, texts by spelling, trials without it first
 * @param level the frame's column of a trial's level, by position among {@code levels}
 * @param kind how the forest sees it
 */
record Setting(String name, List<SettingLevel> levels, String level, Kind kind) {
  Setting {
    levels = List.copyOf(levels);
  }

  /** The columns by which a random forest sees a setting. */
  sealed interface Kind {}

  /**
   * A setting of which only equality counts. Each value is an indicator: MLlib's own splits of
   * categories order them by their means, which predicts worse the more there are.
   */
  record Category() implements Kind {}

  /**
   * A setting that is ordered.
   *
   * @param column the frame's column of the number
   * @param scale that the forest's splits are half-way on
   * @param absent the feature of trials without the setting: below all others
   */
  record Ordered(String column, Scale scale, double absent) implements Kind {}

  /** The scale of a number. */
  enum Scale {
    LINEAR {
      @Override
      double of(double number) {
        return number;
      }

      @Override
      Column of(Column number) {
        return number;
      }
    },
    LOGARITHMIC {
      @Override
      double of(double number) {
        return Math.log10(number);
      }

      @Override
      Column of(Column number) {
        return functions.log10(number);
      }
    };

    abstract double of(double number);

    abstract Column of(Column number);
  }

  /** Returns the columns of the forest's features: a number, or an indicator for each text. */
  List<Column> features() {
    if (kind instanceof Ordered number) {
      return List.of(
          functions.coalesce(
              number.scale().of(functions.col(number.column())), functions.lit(number.absent())));
    }
    return indicated()
        .mapToObj(position -> functions.col(level).equalTo(position).cast("double"))
        .toList();
  }

  /** Returns the features of a level. */
  List<Double> features(int position) {
    if (kind instanceof Ordered number) {
      Double value = levels.get(position).number();
      return List.of(value == null ? number.absent() : number.scale().of(value));
    }
    return indicated().mapToObj(each -> each == position ? 1.0 : 0.0).toList();
  }

  /** One indicator says all of two levels. */
  private IntStream indicated() {
    return levels.size() == 2 ? IntStream.of(1) : IntStream.range(0, levels.size());
  }
}
