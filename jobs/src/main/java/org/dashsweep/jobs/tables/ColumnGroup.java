package org.dashsweep.jobs.tables;

import java.util.List;
import org.apache.parquet.example.data.Group;
import org.jspecify.annotations.Nullable;

/** Columns that together hold values of one type. */
interface ColumnGroup<T> {
  List<TableColumn> columns();

  /** Puts a value into a row. */
  void put(Group row, T value);

  /**
   * Takes a value out of a row.
   *
   * @throws IllegalStateException if a column has none that must have one
   */
  T take(Group row);

  /** Takes a value out of a row, or null if the row has none in any of the columns. */
  default @Nullable T find(Group row) {
    for (TableColumn column : columns()) {
      if (column.find(row) != null) {
        return take(row);
      }
    }
    return null;
  }
}
