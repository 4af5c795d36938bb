package org.dashsweep.jobs.report;

import java.util.List;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * A trial that has numbers to report.
 *
 * @param identity all of it but its seed and its numbers
 * @param survival how it was chosen among others that were stopped, or null if it was not
 */
record ReportedTrial(
    TrialRow row,
    TrialResult.Summary measured,
    ReportedIdentity identity,
    @Nullable String survival) {
  String id() {
    return row.trialId();
  }

  double value() {
    return measured.score().primaryValue();
  }

  /** The best of all its evaluations. */
  double best() {
    return measured.score().bestValue();
  }

  /** "seed 3", or the trial's id where it has no seed. */
  String seedLabel() {
    String seed = row.parameter(ReportedTrials.SEED);
    return seed == null ? row.trialId() : "seed " + seed;
  }

  /** "seed 3: 0.781". */
  ReportTable.Trace trace(double value, int decimals) {
    return new ReportTable.Trace(
        seedLabel() + ": " + ReportTable.decimal(value, decimals), List.of(id()));
  }
}
