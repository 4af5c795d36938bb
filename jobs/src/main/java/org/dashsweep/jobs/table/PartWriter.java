package org.dashsweep.jobs.table;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Writes the files of a part. They count when a manifest names them, not before. */
final class PartWriter {
  /** Where compacted files lie, a directory per table, in the output directory. */
  static final String DIRECTORY = "compacted";

  private PartWriter() {}

  /** What a part is to hold. */
  interface Content {
    /** The rows of a table; null if none of the part's trials has any. */
    <R> ParquetFile.@Nullable Source<R> rows(TableSchema<R> table) throws IOException;
  }

  /**
   * Writes the files of a part.
   *
   * @return table name to its file, relative to the output directory
   */
  static SortedMap<String, String> write(
      ResultStore store, List<TableSchema<?>> tables, Content content) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    for (TableSchema<?> table : tables) {
      @Nullable String file = write(store, table, content);
      if (file != null) {
        files.put(table.name(), file);
      }
    }
    return files;
  }

  private static <R> @Nullable String write(
      ResultStore store, TableSchema<R> table, Content content) throws IOException {
    ParquetFile.@Nullable Source<R> rows = content.rows(table);
    if (rows == null) {
      return null;
    }
    // A new name each time: whoever reads the files of an older manifest goes on reading them.
    String file = directory(table) + "/" + UUID.randomUUID() + ResultStore.SUFFIX;
    Path target = store.path(file);
    store.replace(target, stream -> ParquetFile.write(stream, store.configuration(), table, rows));
    return file;
  }

  static String directory(TableSchema<?> table) {
    return DIRECTORY + "/" + table.name();
  }
}
