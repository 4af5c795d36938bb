package org.dashsweep.jobs.report;

import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.TrialRow;

/** A trial that has numbers to report. */
record SucceededTrial(TrialRow row, Outcome.Succeeded measured) {
  String id() {
    return row.trialId();
  }

  double value() {
    return measured.primaryValue();
  }

  /** The best of all its evaluations. */
  double best() {
    return measured.bestValue();
  }

  /** "seed 3", or the trial's id where it has no seed. */
  String seedLabel() {
    String seed = row.parameter(Sweep.SEED);
    return seed == null ? row.trialId() : "seed " + seed;
  }
}
