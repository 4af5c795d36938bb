package org.dashsweep.jobs.run;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dashsweep.jobs.table.AttemptRow;
import org.dashsweep.jobs.table.AttemptStore;
import org.dashsweep.jobs.table.TrialRow;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one trial, as the task that runs it sees them. What it writes survives the
 * process, so that the next attempt knows of those before it, on whatever executor, of whatever
 * driver.
 */
final class AttemptLog {
  private static final AttemptRow.End LOST =
      new AttemptRow.End(AttemptRow.Ending.LOST, null, null, null);

  private final AttemptStore store;
  private final String trialId;
  private final List<AttemptRow> attempts;
  private final int committed;

  private AttemptLog(AttemptStore store, String trialId, List<AttemptRow> attempts, int committed) {
    this.store = store;
    this.trialId = trialId;
    this.attempts = attempts;
    this.committed = committed;
  }

  /**
   * Reads what is known of a trial.
   *
   * @param row the trial's own, of an earlier run
   */
  static AttemptLog open(AttemptStore store, String trialId, Optional<TrialRow> row)
      throws IOException {
    int committed = row.map(TrialRow::attempts).orElse(0);
    List<AttemptRow> attempts = new ArrayList<>();
    for (AttemptRow attempt : store.read(trialId)) {
      // A process may die between the trial's row and its attempt's end.
      boolean lost = attempt.end() == null && attempt.attempt() > committed;
      attempts.add(lost ? attempt.ended(LOST) : attempt);
    }
    return new AttemptLog(store, trialId, attempts, committed);
  }

  /** The number of the latest attempt, or 0. */
  int latest() {
    return attempts.stream().mapToInt(AttemptRow::attempt).reduce(committed, Math::max);
  }

  /** The attempts whose process died since the trial last had a row. */
  List<AttemptRow> lost() {
    return attempts.stream()
        .filter(attempt -> attempt.attempt() > committed && attempt.isLost())
        .toList();
  }

  /** Starts the next attempt: from here on its process may die. */
  AttemptRow start(AttemptRow.Place place, @Nullable Integer microBatchSize) throws IOException {
    AttemptRow started =
        new AttemptRow(trialId, latest() + 1, place, microBatchSize, Instant.now(), null);
    List<AttemptRow> all = new ArrayList<>(attempts);
    all.add(started);
    store.write(trialId, all);
    attempts.add(started);
    return started;
  }

  /** Ends the latest attempt. */
  void end(AttemptRow.End how) throws IOException {
    int last = attempts.size() - 1;
    attempts.set(last, attempts.get(last).ended(how));
    store.write(trialId, attempts);
  }
}
