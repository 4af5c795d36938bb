package org.dashsweep.jobs.tables;

import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;

/**
 * The outcome of a trial, as its row in {@code trials} keeps it. Components of the kinds are
 * columns of the same name.
 */
public sealed interface Outcome {
  /** The status column. */
  TrialStatus status();

  /** It was trained and evaluated. */
  record Succeeded(TrialResult.Summary summary) implements Outcome {
    @Override
    public TrialStatus status() {
      return TrialStatus.SUCCEEDED;
    }
  }

  /**
   * It was stopped early, because others of its sweep were more promising.
   *
   * @param stoppedStep updates it had made: the rung that it did not get beyond
   * @param stoppedMetric what it was compared by
   * @param stoppedValue of that metric
   * @param stoppedBy the rule; under another one it may run again
   */
  record Stopped(int stoppedStep, String stoppedMetric, double stoppedValue, String stoppedBy)
      implements Outcome {
    @Override
    public TrialStatus status() {
      return TrialStatus.STOPPED;
    }
  }

  /** It could not be finished. */
  record Failed(FailureClass failureClass, String failureMessage) implements Outcome {
    @Override
    public TrialStatus status() {
      return TrialStatus.FAILED;
    }
  }
}
