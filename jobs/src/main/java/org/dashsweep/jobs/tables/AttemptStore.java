package org.dashsweep.jobs.tables;

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

  /**
   * The number of the latest attempt at a trial under way, or 0. Unlike {@link #read} it does not
   * look among those of trials that have ended long since.
   */
  public int latest(String trialId) throws IOException {
    return store.readOwn(Tables.ATTEMPTS, trialId).stream()
        .mapToInt(AttemptRow::attempt)
        .reduce(0, Math::max);
  }

  /** Replaces a trial's attempts. */
  public void write(String trialId, List<AttemptRow> attempts) throws IOException {
    store.write(Tables.ATTEMPTS, trialId, attempts);
  }
}
