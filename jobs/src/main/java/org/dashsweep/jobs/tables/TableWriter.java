package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.Path;
import org.dashsweep.jobs.storage.StorageException;

/** Writes files of tables, each whole or not at all, over one of its name. */
record TableWriter(ResultStore store) {
  /** Writes rows. */
  <R> WrittenTableFile write(Path target, TableSchema<R> table, List<R> rows) throws IOException {
    return write(target, table, all(rows));
  }

  /** Writes rows as they come. */
  <R> WrittenTableFile write(Path target, TableSchema<R> table, ParquetTableFile.Source<R> rows)
      throws IOException {
    return write(target, table, Map.of(), rows);
  }

  /**
   * Writes a trial's row.
   *
   * @param lengths how long the trial's file is in each other table where it has one, in bytes
   */
  void write(Path target, TrialRow row, Map<String, Long> lengths) throws IOException {
    write(target, Tables.TRIALS, lengths, all(List.of(row)));
  }

  private static <R> ParquetTableFile.Source<R> all(List<R> rows) {
    return sink -> {
      for (R row : rows) {
        sink.accept(row);
      }
    };
  }

  private <R> WrittenTableFile write(
      Path target, TableSchema<R> table, Map<String, Long> lengths, ParquetTableFile.Source<R> rows)
      throws IOException {
    AtomicReference<WrittenTableFile> written = new AtomicReference<>();
    try {
      store
          .output()
          .write(
              target,
              stream ->
                  written.set(
                      ParquetTableFile.write(
                          new TableSealingStream(stream, TableFileNames.stem(target), lengths),
                          store.configuration(),
                          table,
                          rows)));
    } catch (StorageException e) {
      // The file at fault is one that the rows came from.
      throw e.getCause() instanceof DamagedTableException damaged ? damaged : e;
    }
    return Objects.requireNonNull(written.get());
  }
}
