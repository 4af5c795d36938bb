package org.dashsweep.trial;

import java.nio.file.Path;
import java.util.Optional;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Rung;

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

  /** The trial's checkpoint was written: a later attempt can go on from it. */
  default void checkpointWritten() {}

  /**
   * The checkpoint that the trial was to go on from does not fit it or is damaged: it starts
   * afresh.
   *
   * @param aside where the checkpoint is now
   */
  default void checkpointPutAside(Path aside, RuntimeException why) {}

  /** At which rungs of a trial {@link #reached} is to be called; empty for none. */
  default Optional<Exploration> exploration() {
    return Optional.empty();
  }

  /**
   * The trial is at a rung. Unlike the other calls this one may take as long as an answer from
   * elsewhere takes; it never waits for other trials.
   *
   * @return whether it should go on
   */
  default boolean reached(Rung rung) {
    return true;
  }

  /** Tells whether the trial should stop at its next update, keeping its checkpoint. */
  default boolean cancelled() {
    return false;
  }

  /** The phase that a trial is busy with. */
  enum Phase {
    LOADING,
    TRAINING,
    EVALUATING
  }
}
