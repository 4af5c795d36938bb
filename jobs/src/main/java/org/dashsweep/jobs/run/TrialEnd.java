package org.dashsweep.jobs.run;

import java.io.Serializable;
import java.util.Locale;
import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.jspecify.annotations.Nullable;

/**
 * What the driver is told of a trial whose row is committed.
 *
 * @param label what tells it from the others of its sweep, for people
 * @param failureClass if it failed
 * @param message if it failed
 */
record TrialEnd(
    String trialId, String label, @Nullable FailureClass failureClass, @Nullable String message)
    implements Serializable {
  static TrialEnd of(TrialRow row, String label) {
    return row.outcome() instanceof Outcome.Failed failed
        ? new TrialEnd(row.trialId(), label, failed.failureClass(), failed.message())
        : new TrialEnd(row.trialId(), label, null, null);
  }

  boolean failed() {
    return failureClass != null;
  }

  @Override
  public String toString() {
    return failed()
        ? String.format(Locale.ROOT, "%s: %s: %s", label, failureClass, message)
        : label;
  }
}
