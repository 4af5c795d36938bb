package org.dashsweep.jobs.run;

import java.io.Serializable;

/**
 * What a run does about trials that cannot be finished, and what it keeps of those that can.
 *
 * @param adapters which adapters are kept
 * @param maxLost attempts at one trial whose process may die before the trial counts as failed
 */
public record RunRules(AdapterRetention adapters, int maxLost) implements Serializable {
  /** What a run does unless it is told otherwise. */
  public static final RunRules DEFAULT = new RunRules(AdapterRetention.ALL, 3);

  public RunRules {
    if (maxLost < 1) {
      throw new IllegalArgumentException("max-lost must be at least 1: " + maxLost);
    }
  }
}
