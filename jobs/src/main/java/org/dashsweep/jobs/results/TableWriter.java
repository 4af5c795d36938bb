package org.dashsweep.jobs.results;

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
  <R> WrittenFile write(Path target, TableSchema<R> table, List<R> rows) throws IOException {
    return write(target, table, all(rows));
  }

  /** Writes rows as they come. */
  <R> WrittenFile write(Path target, TableSchema<R> table, ParquetFile.Source<R> rows)
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

  private static <R> ParquetFile.Source<R> all(List<R> rows) {
    return sink -> {
      for (R row : rows) {
        sink.accept(row);
      }
    };
  }

  private <R> WrittenFile write(
      Path target, TableSchema<R> table, Map<String, Long> lengths, ParquetFile.Source<R> rows)
      throws IOException {
    AtomicReference<WrittenFile> written = new AtomicReference<>();
    try {
      store
          .output()
          .write(
              target,
              stream ->
                  written.set(
                      ParquetFile.write(
                          new SealingStream(stream, FileNames.stem(target), lengths),
                          store.configuration(),
                          table,
                          rows)));
    } catch (StorageException e) {
      // The file at fault is one that the rows came from.
      throw e.getCause() instanceof DamagedFileException damaged ? damaged : e;
    }
    return Objects.requireNonNull(written.get());
  }
}
