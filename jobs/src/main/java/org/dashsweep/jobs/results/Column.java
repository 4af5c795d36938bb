package org.dashsweep.jobs.results;

import java.util.Locale;
import java.util.function.Function;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table.
 *
 * @param value takes the column's value from a row; may answer null only if {@code nullable}
 * @param <R> what a row of the table is in Java
 */
record Column<R>(String name, ColumnType type, Presence presence, Function<R, Object> value) {
  /** Whether every row has a value. */
  enum Presence {
    REQUIRED,
    NULLABLE
  }

  static <R> Column<R> required(String name, ColumnType type, Function<R, Object> value) {
    return new Column<>(name, type, Presence.REQUIRED, value);
  }

  static <R> Column<R> nullable(String name, ColumnType type, Function<R, Object> value) {
    return new Column<>(name, type, Presence.NULLABLE, value);
  }

  StructField field() {
    return DataTypes.createStructField(name, type.sparkType(), presence == Presence.NULLABLE);
  }

  Type parquetType() {
    return type.parquetType(
        name, presence == Presence.NULLABLE ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED);
  }

  @Nullable Object sparkValue(R row) {
    @Nullable Object content = value.apply(row);
    return type == ColumnType.REAL && content instanceof Long whole ? whole.doubleValue() : content;
  }

  void put(Group target, R row) {
    Object content = value.apply(row);
    if (content == null) {
      if (presence == Presence.REQUIRED) {
        throw new IllegalArgumentException("column " + name + " must have a value: " + row);
      }
      return;
    }
    try {
      type.put(target, name, content);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "column %s holds %s, not %s %s",
              name,
              type,
              content.getClass().getSimpleName(),
              content),
          e);
    }
  }
}
