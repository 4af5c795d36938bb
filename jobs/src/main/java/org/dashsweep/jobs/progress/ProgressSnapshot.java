package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * A sweep at one moment.
 *
 * @param cells trials of the whole sweep
 * @param done trials that have succeeded, including earlier runs'
 * @param failed trials of this run whose row says that they failed
 * @param stopped trials of this run that were stopped early
 * @param elapsed time since this run started
 * @param remaining estimated time to the end of this run, or null before it can be estimated
 * @param running trials under way, in the order they started
 * @param ended trials that ended since the snapshot before this one, in the order they ended
 * @param notes on trials, each with its label, that were heard since the snapshot before this one
 */
public record ProgressSnapshot(
    int cells,
    int done,
    int failed,
    int stopped,
    Duration elapsed,
    @Nullable Duration remaining,
    List<Running> running,
    List<Ended> ended,
    List<String> notes) {
  public ProgressSnapshot {
    running = List.copyOf(running);
    ended = List.copyOf(ended);
    notes = List.copyOf(notes);
  }

  /** Trials that are over, whatever their end. */
  public int over() {
    return done + failed + stopped;
  }

  /**
   * A trial under way.
   *
   * @param updates null before its first
   * @param evaluation how far its latest evaluation is, or null if it is not evaluating
   * @param residentBytes memory that its process holds, 0 before it is known
   * @param silence time since the trial was last heard of
   * @param stalled whether that is too long
   */
  public record Running(
      String trialId,
      String label,
      String host,
      Instant startedAt,
      TrialListener.Phase phase,
      @Nullable Updates updates,
      @Nullable Evaluation evaluation,
      long residentBytes,
      Duration silence,
      boolean stalled) {}

  /**
   * The progress of a trial's training.
   *
   * @param done updates done
   * @param total updates it will make
   * @param loss of its latest update
   * @param tokensPerSecond real tokens per second of training
   * @param remaining estimated time to the end of its training, or null if unknown
   */
  public record Updates(
      int done, int total, double loss, double tokensPerSecond, @Nullable Duration remaining) {}

  /** The progress of an evaluation, in examples or questions. */
  public record Evaluation(int done, int total) {}

  /**
   * A trial that ended.
   *
   * @param metric name of its primary metric, or of the metric that stopped it; null if it failed
   * @param value of that metric, NaN if it failed
   * @param step updates done if it was stopped, otherwise 0
   * @param failure class and message, or null if it did not fail
   */
  public record Ended(
      String trialId,
      String label,
      Duration elapsed,
      TrialStatus status,
      @Nullable String metric,
      double value,
      int step,
      @Nullable String failure) {
    static Ended of(TrackedTrial trial, Duration elapsed, ProgressEvent.Succeeded event) {
      return new Ended(
          trial.trialId(),
          trial.label(),
          elapsed,
          TrialStatus.SUCCEEDED,
          event.primaryMetric(),
          event.primaryValue(),
          0,
          null);
    }

    static Ended of(TrackedTrial trial, Duration elapsed, ProgressEvent.Failed event) {
      String message = event.message() == null ? "" : ": " + event.message();
      return new Ended(
          trial.trialId(),
          trial.label(),
          elapsed,
          TrialStatus.FAILED,
          null,
          Double.NaN,
          0,
          event.failureClass() + message);
    }

    static Ended of(TrackedTrial trial, Duration elapsed, ProgressEvent.Stopped event) {
      return new Ended(
          trial.trialId(),
          trial.label(),
          elapsed,
          TrialStatus.STOPPED,
          event.metric(),
          event.value(),
          event.step(),
          null);
    }
  }
}
