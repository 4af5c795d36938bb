package org.dashsweep.jobs.progress;

import java.io.Serializable;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/** An event that an executor reports to the driver about one of its trials. */
public sealed interface ProgressEvent extends Serializable {
  /** Content hash of the trial's configuration. */
  String trialId();

  /**
   * Returns whether a later event of the trial says more than this one. A driver with too much to
   * do may leave it out.
   */
  default boolean isProgress() {
    return false;
  }

  /** The trial's task began on {@code host}. */
  record Started(String trialId, String host) implements ProgressEvent {}

  /** The trial entered a phase. */
  record PhaseEntered(String trialId, TrialListener.Phase phase) implements ProgressEvent {
    @Override
    public boolean isProgress() {
      return true;
    }
  }

  /**
   * The trial made some updates since its last event of this kind.
   *
   * @param step updates done, from 1
   * @param totalSteps updates the trial will make
   * @param loss of the last update
   * @param tokensPerSecond real tokens of the updates since the last event, by their own time
   * @param residentBytes memory that the trial's process holds
   */
  record Stepped(
      String trialId,
      int step,
      int totalSteps,
      double loss,
      double tokensPerSecond,
      long residentBytes)
      implements ProgressEvent {
    @Override
    public boolean isProgress() {
      return true;
    }
  }

  /**
   * An evaluation of the trial got on.
   *
   * @param done examples or questions that are done
   * @param total all of them
   * @param residentBytes memory that the trial's process holds
   */
  record Evaluated(String trialId, int done, int total, long residentBytes)
      implements ProgressEvent {
    @Override
    public boolean isProgress() {
      return true;
    }
  }

  /** Something about the trial that people are to know; it goes on. */
  record Noted(String trialId, String text) implements ProgressEvent {}

  /** The trial's row is committed and says that it succeeded. */
  record Succeeded(String trialId, String primaryMetric, double primaryValue)
      implements ProgressEvent {}

  /** The trial's row is committed and says that it failed. */
  record Failed(String trialId, String failureClass, @Nullable String message)
      implements ProgressEvent {}

  /**
   * The trial's row is committed and says that it was stopped early.
   *
   * @param step updates it had made
   * @param metric what it was compared by
   * @param value of that metric
   */
  record Stopped(String trialId, int step, String metric, double value) implements ProgressEvent {}
}
