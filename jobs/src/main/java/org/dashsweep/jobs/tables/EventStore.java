package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;

/**
 * The {@code events} table: files of some seconds' events each, {@code events/RUN-NUMBER.parquet}.
 *
 * @param store whose output directory it lies in
 */
public record EventStore(ResultStore store) {
  /**
   * Writes a file, whole or not at all.
   *
   * @param run names the run, as a trial's id does its trial
   * @param number of the file among the run's
   */
  public void write(String run, int number, List<EventRow> rows) throws IOException {
    store.write(Tables.EVENTS, String.format(Locale.ROOT, "%s-%06d", run, number), rows);
  }

  /**
   * Deletes the files that were written before a time, and so hold nothing later.
   *
   * @return how many
   */
  public int deleteBefore(Instant time) throws IOException {
    List<Path> files =
        store.fileNamesOlderThan(Tables.EVENTS.name(), time).stream()
            .map(name -> store.path(Tables.EVENTS.name() + "/" + name))
            .toList();
    store.delete(files);
    return files.size();
  }

  /** Every event of every run, file by file. */
  public List<EventRow> rows() throws IOException {
    List<EventRow> rows = new ArrayList<>();
    for (Path file : store.ownFiles(Tables.EVENTS)) {
      rows.addAll(store.readOwn(Tables.EVENTS, TableFileNames.stem(file)));
    }
    return rows;
  }
}
