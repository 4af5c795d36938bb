package org.dashsweep.jobs.progress;

import java.io.Serializable;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/** What an executor tells the driver about one of its trials. */
public sealed interface TrialEvent extends Serializable {
  /** Content hash of the trial's configuration. */
  String trialId();

  /** The trial's task began on {@code host}. */
  record Started(String trialId, String host) implements TrialEvent {}

  /** The trial entered a phase. */
  record PhaseEntered(String trialId, TrialListener.Phase phase) implements TrialEvent {}

  /**
   * The trial made some updates since its last event of this kind.
   *
   * @param step updates done, from 1
   * @param totalSteps updates the trial will make
   * @param loss of the last update
   * @param tokensPerSecond real tokens of the updates since the last event, by their own time
   */
  record Stepped(String trialId, int step, int totalSteps, double loss, double tokensPerSecond)
      implements TrialEvent {}

  /** The trial's row is committed and says that it succeeded. */
  record Succeeded(String trialId, String primaryMetric, double primaryValue)
      implements TrialEvent {}

  /** The trial's row is committed and says that it failed. */
  record Failed(String trialId, String failureClass, @Nullable String message)
      implements TrialEvent {}
}
