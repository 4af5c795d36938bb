package org.dashsweep.trial;

/** The end of a trial. */
public enum TrialStatus {
  SUCCEEDED,
  FAILED,
  /** Stopped early, because others of its sweep were more promising. */
  STOPPED
}
