package org.dashsweep.jobs.progress;

/**
 * A trial whose progress is shown.
 *
 * @param label what tells it from the others of its sweep, for people
 * @param estimatedCost what it will take, in any unit that all trials of the sweep share
 */
public record TrackedTrial(String trialId, String label, double estimatedCost) {
  public TrackedTrial {
    if (!(estimatedCost > 0)) {
      throw new IllegalArgumentException("estimatedCost must be above 0: " + estimatedCost);
    }
  }
}
