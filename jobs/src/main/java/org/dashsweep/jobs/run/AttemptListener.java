package org.dashsweep.jobs.run;

import java.util.Optional;
import org.dashsweep.jobs.storage.TrialCheckpoints;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.trial.Rung;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;

/** Hears an attempt for those who have to know: the progress, the checkpoints, the retries. */
final class AttemptListener implements TrialListener {
  private final TrialListener progress;
  private final TrialCheckpoints checkpoints;
  private Phase phase = Phase.LOADING;

  /**
   * @param progress is told everything, and says whether the trial is to stop
   */
  AttemptListener(TrialListener progress, TrialCheckpoints checkpoints) {
    this.progress = progress;
    this.checkpoints = checkpoints;
  }

  /** What the trial was busy with last. */
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
