package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/**
 * A sweep at one moment.
 *
 * @param cells trials of the whole sweep
 * @param doneBefore cells that an earlier run had finished
 * @param elapsed time since this run started
 * @param remaining estimated time to the end of this run, or null before there is anything to go by
 * @param running trials under way, in the order they started
 * @param ended trials that ended in this run, in the order they ended; only ever grows
 */
public record ProgressSnapshot(
    int cells,
    int doneBefore,
    Duration elapsed,
    @Nullable Duration remaining,
    List<Running> running,
    List<Ended> ended) {
  public ProgressSnapshot {
    running = List.copyOf(running);
    ended = List.copyOf(ended);
  }

  /** Trials of this run whose row says that they failed. */
  public int failed() {
    return (int) ended.stream().filter(trial -> trial.failure() != null).count();
  }

  /** Cells that need not run again, those of earlier runs included. */
  public int done() {
    return doneBefore + ended.size() - failed();
  }

  /**
   * A trial under way.
   *
   * @param step updates done
   * @param totalSteps updates it will make, or 0 before its first
   * @param loss of its latest update, NaN before its first
   * @param tokensPerSecond real tokens per second of training, NaN before its first update
   * @param remaining estimated time to the end of its training, or null before its first update
   */
  public record Running(
      String trialId,
      String label,
      String host,
      Instant startedAt,
      TrialListener.Phase phase,
      int step,
      int totalSteps,
      double loss,
      double tokensPerSecond,
      @Nullable Duration remaining) {}

  /**
   * A trial that ended.
   *
   * @param metric name of its primary metric, or null if it failed
   * @param value of its primary metric, NaN if it failed
   * @param failure class and message, or null if it succeeded
   */
  public record Ended(
      String trialId,
      String label,
      Duration elapsed,
      @Nullable String metric,
      double value,
      @Nullable String failure) {}
}
