package org.dashsweep.jobs.tables;

import java.util.Locale;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table.
 *
 * @param repetition {@code OPTIONAL} if rows may have no value there
 */
record TableColumn(String name, TableColumnType type, Repetition repetition) {
  static TableColumn required(String name, TableColumnType type) {
    return new TableColumn(name, type, Repetition.REQUIRED);
  }

  /** The same column, where rows may have no value. */
  TableColumn nullable() {
    return new TableColumn(name, type, Repetition.OPTIONAL);
  }

  StructField field() {
    return DataTypes.createStructField(name, type.sparkType(), repetition == Repetition.OPTIONAL);
  }

  Type parquetType() {
    return type.parquetType(name, repetition);
  }

  /**
   * Puts a value into a row.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  void put(Group row, Object value) {
    try {
      type.put(row, name, value);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "column %s holds %s, not %s %s",
              name,
              type,
              value.getClass().getSimpleName(),
              value),
          e);
    }
  }

  /** The value that a row has, or null if it has none, or its file's writer knew no such column. */
  @Nullable Object find(Group row) {
    return row.getType().containsField(name) && row.getFieldRepetitionCount(name) > 0
        ? type.take(row, name)
        : null;
  }

  /**
   * The value that a row has.
   *
   * @throws IllegalStateException if it has none
   */
  Object take(Group row) {
    @Nullable Object value = find(row);
    if (value == null) {
      throw new IllegalStateException("column " + name + " has no value");
    }
    return value;
  }
}
