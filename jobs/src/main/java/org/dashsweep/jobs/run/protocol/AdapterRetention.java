package org.dashsweep.jobs.run.protocol;

import java.util.Locale;

/** The rule for the trials whose adapters a run keeps. */
public enum AdapterRetention {
  ALL,
  /** The best one's of each method on each model and data set. */
  BEST,
  NONE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
