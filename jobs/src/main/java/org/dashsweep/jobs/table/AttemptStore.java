package org.dashsweep.jobs.table;

import java.io.IOException;
import java.util.List;

/**
 * The attempts at trials, all of one trial in one file. Only the task that runs a trial writes
 * them.
 *
 * @param store whose output directory they lie in
 */
public record AttemptStore(ResultStore store) {
  /** A trial's attempts in their order. */
  public List<AttemptRow> read(String trialId) throws IOException {
    return store.read(Tables.ATTEMPTS, trialId);
  }

  /** Replaces a trial's attempts. */
  public void write(String trialId, List<AttemptRow> attempts) throws IOException {
    store.write(Tables.ATTEMPTS, trialId, attempts);
  }
}
