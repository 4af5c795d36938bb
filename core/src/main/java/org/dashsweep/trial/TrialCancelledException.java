package org.dashsweep.trial;

import java.util.Locale;

/** A trial stopped because its listener asked it to; its checkpoint says where to go on. */
public final class TrialCancelledException extends RuntimeException {
  public TrialCancelledException(String trialId, int step) {
    super(String.format(Locale.ROOT, "Trial %s was stopped after step %d", trialId, step));
  }
}
