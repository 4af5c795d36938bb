package org.dashsweep.jobs.run;

import org.dashsweep.jobs.storage.TrialCheckpoints;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;

/**
 * Has a trial's checkpoints brought to where its next attempt finds them.
 *
 * @param listener hears everything as well
 */
record PublishingListener(TrialListener listener, TrialCheckpoints checkpoints)
    implements TrialListener {
  @Override
  public void phase(Phase phase) {
    listener.phase(phase);
  }

  @Override
  public void step(TrialResult.Step step, int totalSteps) {
    listener.step(step, totalSteps);
  }

  @Override
  public void evaluated(int done, int total) {
    listener.evaluated(done, total);
  }

  @Override
  public void checkpointWritten() {
    listener.checkpointWritten();
    checkpoints.written();
  }

  @Override
  public boolean cancelled() {
    return listener.cancelled();
  }
}
