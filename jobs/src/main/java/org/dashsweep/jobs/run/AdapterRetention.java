package org.dashsweep.jobs.run;

import java.util.Locale;

/** Which trials' adapters a run keeps. */
public enum AdapterRetention {
  ALL,
  NONE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
