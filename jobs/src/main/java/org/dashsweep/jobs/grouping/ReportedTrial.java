package org.dashsweep.jobs.grouping;

import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * A trial that has numbers to report.
 *
 * @param identity all of it but its seed and its numbers
 * @param survival how it was chosen among others that were stopped, or null if it was not
 */
public record ReportedTrial(
    TrialRow row,
    TrialResult.Summary measured,
    ReportedIdentity identity,
    @Nullable String survival) {
  /** The trial's id. */
  public String id() {
    return row.trialId();
  }

  /** The value in the state that it is judged by. */
  public double value() {
    return measured.score().primaryValue();
  }

  /** The best of all its evaluations. */
  public double best() {
    return measured.score().bestValue();
  }

  /** "seed 3", or the trial's id where it has no seed. */
  public String seedLabel() {
    String seed = row.parameter(ReportedTrials.SEED);
    return seed == null ? row.trialId() : "seed " + seed;
  }
}
