package org.dashsweep.jobs.run.executor;

import java.nio.file.Path;
import java.util.Optional;
import org.dashsweep.jobs.storage.TrialCheckpoints;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Rung;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards an attempt's events to the progress, the checkpoints and the retries. */
final class AttemptListener implements TrialListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(AttemptListener.class);

  private final TrialListener progress;
  private final TrialCheckpoints checkpoints;
  private final Runnable gotFurther;
  private Phase phase = Phase.LOADING;
  private boolean updated;

  /**
   * @param progress is told everything, and says whether the trial is to stop
   * @param gotFurther is called when the next attempt would go on from a later update than this one
   */
  AttemptListener(TrialListener progress, TrialCheckpoints checkpoints, Runnable gotFurther) {
    this.progress = progress;
    this.checkpoints = checkpoints;
    this.gotFurther = gotFurther;
  }

  /** Returns the trial's last phase. */
  Phase phase() {
    return phase;
  }

  @Override
  public void phase(Phase entered) {
    phase = entered;
    progress.phase(entered);
  }

  @Override
  public void step(TrialResult.Step step, int totalSteps) {
    updated = true;
    progress.step(step, totalSteps);
  }

  @Override
  public void evaluated(int done, int total) {
    progress.evaluated(done, total);
  }

  @Override
  public void checkpointWritten() {
    progress.checkpointWritten();
    checkpoints.written();
    if (updated) {
      gotFurther.run();
    }
  }

  @Override
  public void checkpointPutAside(Path aside, RuntimeException why) {
    LOGGER.warn(
        "The checkpoint is of no use: it is put aside as {}, the trial starts afresh", aside, why);
    progress.checkpointPutAside(aside, why);
  }

  @Override
  public Optional<Exploration> exploration() {
    return progress.exploration();
  }

  @Override
  public boolean reached(Rung rung) {
    return progress.reached(rung);
  }

  @Override
  public boolean cancelled() {
    return progress.cancelled();
  }
}
