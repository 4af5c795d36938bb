package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.time.Instant;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/** What is known of a trial under way. Not safe for several threads. */
final class RunningTrial {
  private final TrackedTrial trial;
  private final String host;
  private final Instant startedAt;
  private Instant heardAt;
  private TrialListener.Phase phase = TrialListener.Phase.LOADING;
  private @Nullable Instant firstStepAt;
  private int firstStep;
  private Instant lastStepAt;
  private TrialEvent.@Nullable Stepped stepped;
  private ProgressSnapshot.@Nullable Evaluation evaluation;
  private long residentBytes;

  RunningTrial(TrackedTrial trial, String host, Instant startedAt) {
    this.trial = trial;
    this.host = host;
    this.startedAt = startedAt;
    this.heardAt = startedAt;
    this.lastStepAt = startedAt;
  }

  Instant startedAt() {
    return startedAt;
  }

  double estimatedCost() {
    return trial.estimatedCost();
  }

  void update(TrialEvent event, Instant now) {
    heardAt = now;
    // The events about a phase may have been left out: these say it too.
    if (event instanceof TrialEvent.PhaseEntered entered) {
      evaluation = null;
      phase = entered.phase();
    } else if (event instanceof TrialEvent.Stepped step) {
      evaluation = null;
      phase = TrialListener.Phase.TRAINING;
      if (firstStepAt == null) {
        firstStepAt = now;
        firstStep = step.step();
      }
      lastStepAt = now;
      stepped = step;
      residentBytes = step.residentBytes();
    } else if (event instanceof TrialEvent.Evaluated evaluated) {
      phase = TrialListener.Phase.EVALUATING;
      evaluation = new ProgressSnapshot.Evaluation(evaluated.done(), evaluated.total());
      residentBytes = evaluated.residentBytes();
    }
  }

  boolean hasUpdates() {
    return stepped != null;
  }

  /** The share of its updates that is done. */
  double fraction() {
    return stepped == null ? 0 : (double) stepped.step() / stepped.totalSteps();
  }

  ProgressSnapshot.Running snapshot(Instant now, Duration stalledAfter) {
    Duration silence = Duration.between(heardAt, now);
    return new ProgressSnapshot.Running(
        trial.trialId(),
        trial.label(),
        host,
        startedAt,
        phase,
        stepped == null ? null : updates(stepped, now),
        evaluation,
        residentBytes,
        silence,
        silence.compareTo(stalledAfter) >= 0);
  }

  private ProgressSnapshot.Updates updates(TrialEvent.Stepped last, Instant now) {
    return new ProgressSnapshot.Updates(
        last.step(), last.totalSteps(), last.loss(), last.tokensPerSecond(), remaining(last, now));
  }

  private @Nullable Duration remaining(TrialEvent.Stepped last, Instant now) {
    if (firstStepAt == null || last.step() <= firstStep) {
      return null;
    }
    Duration training = Duration.between(firstStepAt, lastStepAt);
    double left = (double) (last.totalSteps() - last.step()) / (last.step() - firstStep);
    Duration remaining = scaled(training, left).minus(Duration.between(lastStepAt, now));
    return remaining.isNegative() ? Duration.ZERO : remaining;
  }

  static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }
}
