package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code rungs} table: a file for each trial that reached one.
 *
 * @param store whose output directory it lies in
 */
public record RungStore(ResultStore store) {
  /** Replaces a trial's rows. */
  public void write(String trialId, List<RungRow> rows) throws IOException {
    store.write(Tables.RUNGS, trialId, rows);
  }

  /** A trial's rows, in the order they were written. */
  public List<RungRow> read(String trialId) throws IOException {
    return store.readOwn(Tables.RUNGS, trialId);
  }

  /** Every row of every trial. */
  public List<RungRow> rows() throws IOException {
    List<RungRow> rows = new ArrayList<>();
    for (String id : store.withOwnFile(Tables.RUNGS)) {
      rows.addAll(read(id));
    }
    return rows;
  }
}
