package org.dashsweep.jobs.run.driver;

import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.storage.ControlFile;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * A trial that ended, in {@link RunState}.
 *
 * @param metric what it is judged by, or was compared by if it was stopped; null if it failed
 * @param value of that metric; null if it failed
 * @param step updates done if it was stopped, otherwise 0
 * @param failure class and message, or null if it did not fail
 */
public record EndedState(
    String trialId,
    String label,
    double elapsedSeconds,
    TrialStatus status,
    @Nullable String metric,
    @Nullable Double value,
    int step,
    @Nullable String failure) {
  public EndedState {
    ControlFile.present("trialId", trialId);
    ControlFile.present("label", label);
    ControlFile.present("status", status);
  }

  static EndedState of(ProgressSnapshot.Ended trial) {
    return new EndedState(
        trial.trialId(),
        trial.label(),
        Seconds.of(trial.elapsed()),
        trial.status(),
        trial.metric(),
        trial.metric() == null ? null : trial.value(),
        trial.step(),
        trial.failure());
  }

  ProgressSnapshot.Ended shown() {
    return new ProgressSnapshot.Ended(
        trialId,
        label,
        Seconds.duration(elapsedSeconds),
        status,
        metric,
        value == null ? Double.NaN : value,
        step,
        failure);
  }
}
