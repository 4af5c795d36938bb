package org.dashsweep.data.rows;

import java.util.List;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;

/**
 * Reads one file of rows and named columns. Implementations are safe to use from several threads.
 *
 * <p>Core reads text formats itself. Readers of other formats are services of this type: the
 * libraries for them are large.
 */
public interface RowReader {
  /** Returns the format that it reads. */
  RowFormat format();

  /**
   * Returns the names of a file's columns, in the file's order.
   *
   * @throws DataException if the file cannot be read
   */
  List<String> columns(RowFile file);

  /**
   * Reads a file from start to end.
   *
   * @param columns those that are wanted
   * @throws DataException if the file cannot be read or lacks one of the columns
   */
  void read(RowFile file, List<String> columns, Consumer<Row> rows);
}
