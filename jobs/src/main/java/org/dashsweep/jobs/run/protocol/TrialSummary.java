package org.dashsweep.jobs.run.protocol;

import java.io.Serializable;
import java.util.Locale;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.jspecify.annotations.Nullable;

/**
 * The report to the driver on a trial whose row is committed.
 *
 * @param label that tells it from the others of its sweep, for people
 * @param failureClass if it failed
 * @param message if it failed
 */
public record TrialSummary(
    String trialId, String label, @Nullable FailureClass failureClass, @Nullable String message)
    implements Serializable {
  public static TrialSummary of(TrialRow row, String label) {
    return row.outcome() instanceof Outcome.Failed failed
        ? new TrialSummary(row.trialId(), label, failed.failureClass(), failed.failureMessage())
        : new TrialSummary(row.trialId(), label, null, null);
  }

  public boolean failed() {
    return failureClass != null;
  }

  @Override
  public String toString() {
    return failed()
        ? String.format(Locale.ROOT, "%s: %s: %s", label, failureClass, message)
        : label;
  }
}
