package org.dashsweep.jobs.benchmark;

import org.dashsweep.adapter.Methods;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialCancelledException;
import org.dashsweep.trial.TrialException;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;

/** Sleeps through the updates of a trial, telling of each. */
final class SleepingRunner implements TrialRunner {
  @Override
  public TrialResult run(TrialRequest request, TrialListener listener) {
    TrialConfig config = request.config();
    TrialResult result =
        SyntheticTrials.result(config.get(Methods.RANK), config.get(TrialParameters.SEED));
    listener.phase(TrialListener.Phase.TRAINING);
    long end = System.nanoTime() + Math.round(config.get(SleepingCatalogue.SECONDS) * 1e9);
    int steps = result.steps().size();
    for (TrialResult.Step step : result.steps()) {
      long left = end - System.nanoTime();
      sleep(left / (steps + 1 - step.step()));
      listener.step(step, steps);
      if (listener.cancelled()) {
        throw new TrialCancelledException(request.trialId(), step.step());
      }
    }
    return result;
  }

  private static void sleep(long nanoseconds) {
    if (nanoseconds <= 0) {
      return;
    }
    try {
      Thread.sleep(nanoseconds / 1_000_000, (int) (nanoseconds % 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrialException(FailureClass.INTERNAL, e);
    }
  }

  @Override
  public void close() {
    // Owns nothing.
  }
}
