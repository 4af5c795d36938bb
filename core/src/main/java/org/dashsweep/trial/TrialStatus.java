package org.dashsweep.trial;

/** How a trial ended. */
public enum TrialStatus {
  SUCCEEDED,
  FAILED,
  /** Stopped early, because others of its sweep were more promising. */
  STOPPED
}
