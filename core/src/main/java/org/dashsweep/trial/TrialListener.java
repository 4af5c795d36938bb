package org.dashsweep.trial;

/** Hears how a running trial gets on. Called from the trial's own thread; must return at once. */
public interface TrialListener {
  /** A listener that ignores everything. */
  TrialListener NONE = new TrialListener() {};

  /** The trial entered a phase. */
  default void phase(Phase phase) {}

  /** An update ended. */
  default void step(TrialResult.Step step, int totalSteps) {}

  /**
   * An evaluation got on.
   *
   * @param done examples or questions that are done
   * @param total all of them
   */
  default void evaluated(int done, int total) {}

  /** Whether the trial should stop at its next update, keeping its checkpoint. */
  default boolean cancelled() {
    return false;
  }

  /** What a trial is busy with. */
  enum Phase {
    LOADING,
    TRAINING,
    EVALUATING
  }
}
