package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tables that are made of the others, below a folder of their own: each is one file, {@code
 * FOLDER/TABLE/rows.parquet}, under a seal like all others.
 *
 * @param store whose output directory they lie in
 * @param folder relative to the output directory
 */
public record DerivedTables(ResultStore store, String folder) {
  /**
   * Replaces a table, whole or not at all.
   *
   * @return what tells the file from all others
   */
  public <R> String write(TableSchema<R> table, List<R> rows) throws IOException {
    return store.writer().write(store.path(name(table)), table, rows).identity();
  }

  /**
   * Reads a table.
   *
   * @param identity of the file, as {@link #write} returned it
   * @param remedy for the message, if it is another file
   * @throws IOException if there is no such file, or it is damaged or another one
   */
  public <R> List<R> read(TableSchema<R> table, String identity, String remedy) throws IOException {
    TableFile file =
        new TableFile(store.path(name(table)), new TableFile.OfPart(Set.of(), identity));
    try {
      return ParquetTableFile.read(file, store.configuration(), table);
    } catch (IOException e) {
      throw new IOException(
          String.format(Locale.ROOT, "%s cannot be used: %s", file.path(), remedy), e);
    }
  }

  private String name(TableSchema<?> table) {
    return folder + "/" + table.name() + "/rows" + TableFileNames.SUFFIX;
  }
}
