package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.dashsweep.jobs.tables.TableManifest.Part;
import org.jspecify.annotations.Nullable;

/** Writes the files of a part. They count when a manifest names them, not before. */
final class TablePartWriter {
  /** The directory of compacted files, with one per table, in the output directory. */
  static final String DIRECTORY = "compacted";

  private TablePartWriter() {}

  /** The rows that a part is to hold. */
  interface Content {
    /** The rows of a table; null if none of the part's trials has any. */
    <R> ParquetTableFile.@Nullable Source<R> rows(TableSchema<R> table) throws IOException;
  }

  /** Writes the files of a part. */
  static Written write(ResultStore store, List<TableSchema<?>> tables, Content content)
      throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    SortedMap<String, String> identities = new TreeMap<>();
    for (TableSchema<?> table : tables) {
      write(store, table, content, files, identities);
    }
    return new Written(files, identities);
  }

  /**
   * The files of a part.
   *
   * @param files table name to its file, relative to the output directory
   * @param identities file to what tells it from all others
   */
  record Written(SortedMap<String, String> files, SortedMap<String, String> identities) {
    /** The part, of some trials. */
    Part part(String createdAt, List<String> trialIds) {
      return new Part(createdAt, trialIds, files, identities);
    }

    /** These files, and those of another part for the other tables. */
    Written over(Part other) {
      SortedMap<String, String> all = new TreeMap<>(other.files());
      all.putAll(files);
      SortedMap<String, String> known = new TreeMap<>(other.identities());
      known.putAll(identities);
      known.keySet().retainAll(all.values());
      return new Written(all, known);
    }
  }

  private static <R> void write(
      ResultStore store,
      TableSchema<R> table,
      Content content,
      Map<String, String> files,
      Map<String, String> identities)
      throws IOException {
    ParquetTableFile.@Nullable Source<R> rows = content.rows(table);
    if (rows == null) {
      return;
    }
    // A new name each time: whoever reads the files of an older manifest goes on reading them.
    String file = directory(table) + "/" + UUID.randomUUID() + TableFileNames.SUFFIX;
    identities.put(file, store.writer().write(store.path(file), table, rows).identity());
    files.put(table.name(), file);
  }

  static String directory(TableSchema<?> table) {
    return DIRECTORY + "/" + table.name();
  }
}
