package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dashsweep.jobs.run.driver.RunState;
import org.dashsweep.jobs.run.driver.RunTrials;
import org.dashsweep.jobs.run.driver.RunningState;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableDamage;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * The status of the trials of an output directory.
 *
 * @param rows of all trials that ended
 * @param damage trials that are not whole
 * @param run the latest run
 * @param missing trials of that run's sweep that are not done
 * @param stalledAfter silence after which a trial counts as stalled
 * @param now when that was
 */
record Status(
    List<TrialRow> rows,
    TableDamage damage,
    Optional<RunState> run,
    int missing,
    Duration stalledAfter,
    Instant now) {
  Status {
    rows = List.copyOf(rows);
  }

  /**
   * Reads it.
   *
   * @param stalledAfter how long a trial may be silent before it counts as stalled, or null for
   *     what holds in the run itself
   */
  static Status read(ResultStore store, @Nullable Duration stalledAfter, Instant now)
      throws IOException {
    TableSnapshot snapshot = store.survey();
    List<TrialRow> rows = snapshot.rows();
    Set<String> missing = new HashSet<>(RunTrials.read(store).orElse(List.of()));
    for (TrialRow row : rows) {
      if (row.status() != TrialStatus.FAILED) {
        missing.remove(row.trialId());
      }
    }
    Optional<RunState> run = RunState.read(store);
    Duration silence = run.map(state -> state.stalledAfter(stalledAfter)).orElse(Duration.ZERO);
    return new Status(rows, snapshot.damage(), run, missing.size(), silence, now);
  }

  boolean isEmpty() {
    return rows.isEmpty() && damage.isNone() && run.isEmpty();
  }

  /** Tells whether a driver is at work. */
  boolean isActive() {
    return run.map(state -> state.isAlive(now)).orElse(false);
  }

  List<TrialRow> rows(TrialStatus status) {
    return rows.stream().filter(row -> row.status() == status).toList();
  }

  List<RunningState> running() {
    return isActive() ? run.map(RunState::running).orElse(List.of()) : List.of();
  }
}
