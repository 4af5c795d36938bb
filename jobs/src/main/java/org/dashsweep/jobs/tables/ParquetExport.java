package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Exports each table as a directory of plain Parquet, for readers without manifests such as pandas
 * and DuckDB. {@code TABLE/rows.parquet} holds every row once.
 */
public final class ParquetExport {
  private ParquetExport() {}

  /**
   * Writes all tables, {@code trials} last. One without rows is written, too.
   *
   * @param target must hold no table yet
   * @return how many trials there are
   * @throws IOException if {@code target} holds one, or a file cannot be read or written
   */
  public static long write(TableSnapshot snapshot, ResultStore target) throws IOException {
    for (TableSchema<?> table : Tables.VIEWS) {
      if (target.output().list(table.name()).length > 0) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s holds files already; name a directory without tables, or delete it",
                target.directory(table)));
      }
    }
    for (TableSchema<?> table : Tables.VIEWS) {
      if (table != Tables.TRIALS) {
        write(snapshot, table, target);
      }
    }
    return write(snapshot, Tables.TRIALS, target);
  }

  private static <R> long write(TableSnapshot snapshot, TableSchema<R> table, ResultStore target)
      throws IOException {
    AtomicLong rows = new AtomicLong();
    target
        .writer()
        .write(
            target.path(table.name() + "/rows" + TableFileNames.SUFFIX),
            table,
            sink ->
                snapshot.forEach(
                    table,
                    row -> {
                      rows.incrementAndGet();
                      sink.accept(row);
                    }));
    return rows.get();
  }
}
