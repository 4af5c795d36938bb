package org.dashsweep.trial;

/** A trial stopped because its listener asked it to; its checkpoint says where to go on. */
public final class TrialCancelledException extends RuntimeException {
  public TrialCancelledException(String trialId, int step) {
    super("Trial %s was stopped after step %d".formatted(trialId, step));
  }
}
