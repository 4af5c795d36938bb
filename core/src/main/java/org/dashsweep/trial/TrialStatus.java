package org.dashsweep.trial;

/** How a trial ended. */
public enum TrialStatus {
  SUCCEEDED,
  FAILED
}
