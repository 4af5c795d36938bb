package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/** The driver's knowledge of a trial under way. Not safe for several threads. */
final class RunningTrial {
  private static final double LEAST_SHARE = 0.2;
  private static final int LEAST_UPDATES = 64;

  private final TrackedTrial trial;
  private final String host;
  private final Instant startedAt;
  private Instant heardAt;
  private TrialListener.Phase phase = TrialListener.Phase.LOADING;
  private @Nullable Instant firstStepAt;
  private int firstStep;

  /** Start of the timing of updates, moved on once twice as many are done. */
  private @Nullable Mark mark;

  private @Nullable Mark nextMark;
  private Instant lastStepAt;
  private ProgressEvent.@Nullable Stepped stepped;
  private ProgressSnapshot.@Nullable Evaluation evaluation;
  private long residentBytes;

  RunningTrial(TrackedTrial trial, String host, Instant startedAt) {
    this.trial = trial;
    this.host = host;
    this.startedAt = startedAt;
    this.heardAt = startedAt;
    this.lastStepAt = startedAt;
  }

  private record Mark(int step, Instant at) {}

  Instant startedAt() {
    return startedAt;
  }

  double estimatedCost() {
    return trial.estimatedCost();
  }

  void update(ProgressEvent event, Instant now) {
    heardAt = now;
    // The events about a phase may have been left out: these say it too.
    if (event instanceof ProgressEvent.PhaseEntered entered) {
      evaluation = null;
      phase = entered.phase();
    } else if (event instanceof ProgressEvent.Stepped step) {
      evaluation = null;
      phase = TrialListener.Phase.TRAINING;
      if (firstStepAt == null) {
        firstStepAt = now;
        firstStep = step.step();
      }
      lastStepAt = now;
      stepped = step;
      if (nextMark == null
          || step.step() - firstStep + 1 >= 2 * (nextMark.step() - firstStep + 1)) {
        mark = nextMark == null ? new Mark(step.step(), now) : nextMark;
        nextMark = new Mark(step.step(), now);
      }
      residentBytes = step.residentBytes();
    } else if (event instanceof ProgressEvent.Evaluated evaluated) {
      phase = TrialListener.Phase.EVALUATING;
      evaluation = new ProgressSnapshot.Evaluation(evaluated.done(), evaluated.total());
      residentBytes = evaluated.residentBytes();
    }
  }

  boolean hasUpdates() {
    return stepped != null;
  }

  /** Returns the share of its updates that is done. */
  double fraction() {
    return stepped == null ? 0 : (double) stepped.step() / stepped.totalSteps();
  }

  /** The share of its updates by which it is timed: the latest half at least, of those watched. */
  private double timed() {
    return stepped == null || mark == null || !isMeasured(stepped)
        ? 0
        : (double) (stepped.step() - mark.step()) / stepped.totalSteps();
  }

  /** Returns its cost's part for the updates that took {@link #workSeconds}. */
  double work() {
    return estimatedCost() * timed();
  }

  /** Seconds of the updates by which it is timed. */
  double workSeconds() {
    return mark == null || timed() == 0 ? 0 : seconds(mark.at(), lastStepAt);
  }

  /** Seconds from the start to the end of the first update; empty before it. */
  OptionalDouble loadSeconds() {
    return firstStepAt == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(seconds(startedAt, firstStepAt));
  }

  /** Seconds since the last update, or since the start if there was none. */
  double tailSeconds(Instant now) {
    return seconds(lastStepAt, now);
  }

  /**
   * Expected seconds to its end.
   *
   * @param updates seconds that the updates of other trials take for each unit of cost
   * @param tail seconds that follow them for each unit of cost
   */
  double remainingSeconds(double updates, double tail, Instant now) {
    double training =
        timed() > 0
            ? workSeconds() * (1 - fraction()) / timed()
            : estimatedCost() * (1 - fraction()) * updates;
    double end = estimatedCost() * tail;
    return Math.max(0, training + end - (stepped == null ? 0 : tailSeconds(now)));
  }

  /** Returns whether its own updates tell how long others take: the first ones are slow. */
  private boolean isMeasured(ProgressEvent.Stepped last) {
    int watched = last.step() - firstStep;
    return watched >= LEAST_SHARE * last.totalSteps() || watched >= LEAST_UPDATES;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
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

  private ProgressSnapshot.Updates updates(ProgressEvent.Stepped last, Instant now) {
    return new ProgressSnapshot.Updates(
        last.step(), last.totalSteps(), last.loss(), last.tokensPerSecond(), remaining(now));
  }

  private @Nullable Duration remaining(Instant now) {
    if (timed() == 0) {
      return null;
    }
    double left = workSeconds() * (1 - fraction()) / timed() - tailSeconds(now);
    return Duration.ofMillis(Math.round(1000 * Math.max(0, left)));
  }
}
