package org.dashsweep.jobs.analysis;

import java.util.List;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
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

  /** How a random forest sees a setting. */
  sealed interface Kind {}

  /** A setting of which only equality counts. */
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

  /** Returns the column of the forest's feature. */
  Column feature() {
    if (kind instanceof Ordered number) {
      return functions.coalesce(
          number.scale().of(functions.col(number.column())), functions.lit(number.absent()));
    }
    return functions.col(level).cast("double");
  }

  /** Returns the feature of a level. */
  double feature(int position) {
    if (kind instanceof Ordered number) {
      Double value = levels.get(position).number();
      return value == null ? number.absent() : number.scale().of(value);
    }
    return position;
  }

  /** Returns the feature's description for MLlib. */
  Attribute attribute() {
    if (kind instanceof Ordered) {
      return NumericAttribute.defaultAttr().withName(name);
    }
    return NominalAttribute.defaultAttr()
        .withName(name)
        .withValues(levels.stream().map(SettingLevel::text).toArray(String[]::new));
  }

  /** Returns the least number of bins that the forest needs for it. */
  int categories() {
    return kind instanceof Category ? levels.size() : 0;
  }
}
