package org.dashsweep.jobs.run.driver;

import java.time.Duration;
import java.util.List;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * Result of a run: the committed rows of a sweep when the run has ended.
 *
 * @param trials of the sweep
 * @param rows of those that were committed, by this run or before
 * @param elapsed wall-clock time of the run
 * @param stopReason the rule that stopped the run; null if it went on to its end
 */
public record SweepResult(
    int trials, List<TrialRow> rows, Duration elapsed, @Nullable String stopReason) {
  public SweepResult {
    rows = List.copyOf(rows);
  }

  /** Trials with this status. */
  public long count(TrialStatus status) {
    return rows.stream().filter(row -> row.status() == status).count();
  }

  /** Trials that have no row. */
  public int notRun() {
    return trials - rows.size();
  }

  /** Tells whether every trial has succeeded or was stopped early. */
  public boolean isComplete() {
    return count(TrialStatus.FAILED) == 0 && notRun() == 0;
  }
}
