package org.dashsweep.jobs.rescore;

import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a trial that comes out otherwise than is stored.
 *
 * @param before what is stored; null if the metric is new
 * @param after made anew
 */
public record MetricChange(
    String trialId, TrialResult.@Nullable Evaluation before, TrialResult.Evaluation after) {
  /** Sums in another order differ by less. */
  private static final double ROUNDING = 1e-12;

  static boolean differs(double before, double after) {
    return Double.isNaN(before)
        ? !Double.isNaN(after)
        : !(Math.abs(before - after) <= ROUNDING * Math.max(1, Math.abs(before)));
  }
}
