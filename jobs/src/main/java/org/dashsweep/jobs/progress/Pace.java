package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the remaining time of a run from the times of its own trials. Loading, updates and the
 * phase behind the last update are estimated apart. Estimated costs only compare trials with each
 * other. Not safe for several threads.
 *
 * <p>An estimate needs as many ended trials as run at once. It also needs a measured twentieth of
 * the work or ten minutes of updates. The first trials load models and compile kernels for all
 * others.
 */
final class Pace {
  private static final double LEAST_SHARE = 0.05;
  private static final double LEAST_SECONDS = 600;

  /** Trials that succeeded or were stopped. */
  private int ended;

  private double endedCost;

  /** The part of it that was not stopped. */
  private double endedWork;

  private double tailSeconds;

  /** Cost of the updates that were made under this run's eyes, by trials that ended. */
  private double work;

  private double workSeconds;

  /** Cost of all that was seen of them. */
  private double evidence;

  private double loadSeconds = Double.POSITIVE_INFINITY;

  /** Takes up a trial that ends now. */
  void end(RunningTrial trial, TrialStatus status, Instant now) {
    work += trial.work();
    workSeconds += trial.workSeconds();
    trial.loadSeconds().ifPresent(seconds -> loadSeconds = Math.min(loadSeconds, seconds));
    if (status == TrialStatus.FAILED) {
      evidence += trial.work();
      return;
    }
    double cost = trial.estimatedCost();
    // A trial of one update has none between its first and its last.
    evidence += trial.work() > 0 ? trial.work() : cost;
    ended++;
    endedCost += cost;
    // A trial that was stopped tells that others will be.
    endedWork += status == TrialStatus.STOPPED ? cost * trial.fraction() : cost;
    tailSeconds += trial.tailSeconds(now);
  }

  /**
   * Returns the time that is left, or null while it cannot be told.
   *
   * @param waiting trials that have not started
   * @param waitingCost of them
   * @param slots trials that run at once
   */
  @Nullable Duration remaining(
      Collection<RunningTrial> running, int waiting, double waitingCost, int slots, Instant now) {
    double done = work;
    double seconds = workSeconds;
    double seen = evidence;
    double left = waitingCost;
    double load = loadSeconds;
    for (RunningTrial trial : running) {
      load = Math.min(load, trial.loadSeconds().orElse(load));
      done += trial.work();
      seconds += trial.workSeconds();
      seen += trial.work();
      left += trial.estimatedCost() * (1 - trial.fraction());
    }
    if (ended < (waiting > 0 ? slots : 1)
        || (seen < LEAST_SHARE * (seen + left) && seconds < LEAST_SECONDS)) {
      return null;
    }
    double updates = done > 0 ? seconds / done : 0;
    double tail = tailSeconds / endedCost;
    double all = 0;
    double longest = 0;
    for (RunningTrial trial : running) {
      double one = trial.remainingSeconds(updates, tail, now);
      all += one;
      longest = Math.max(longest, one);
    }
    all += waitingCost * (endedWork / endedCost * updates + tail);
    if (Double.isFinite(load)) {
      all += waiting * load;
    }
    return Duration.ofMillis(Math.round(1000 * Math.max(longest, all / slots)));
  }
}
