package org.dashsweep.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads files of rows and named columns. Implementations are safe to use from several threads. */
public interface TableReader {
  /**
   * A row, or as much of it as was asked for.
   *
   * @param number its line in a file of lines, its number from 1 in others: for messages
   * @param values a String, Long, Double or null for each column asked for, in that order
   */
  record Row(long number, List<@Nullable Object> values) {
    public Row {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }

  /** Returns the extension of the files' names, such as {@code parquet}. */
  String extension();

  /** Returns the unit that {@link Row#number()} counts: "line" or "row". */
  String unit();

  /**
   * Reads a file from start to end.
   *
   * @param columns those that are wanted
   * @throws DataException if the file cannot be read or lacks one of the columns
   */
  void read(Path file, List<String> columns, Consumer<Row> rows);
}
