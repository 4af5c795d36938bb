package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/** Sums the trials' events up to the state of the sweep. Safe for several threads. */
public final class SweepProgress implements Consumer<TrialEvent> {
  private final int cells;
  private final Map<String, TrackedTrial> trials = new HashMap<>();
  private final double totalCost;
  private final InstantSource clock;
  private final Instant startedAt;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final List<ProgressSnapshot.Ended> ended = new ArrayList<>();
  private double endedCost;

  /**
   * @param cells trials of the whole sweep
   * @param toRun those that this run is about to do
   */
  public SweepProgress(int cells, List<TrackedTrial> toRun, InstantSource clock) {
    this.cells = cells;
    this.clock = clock;
    this.startedAt = clock.instant();
    toRun.forEach(trial -> trials.put(trial.trialId(), trial));
    this.totalCost = toRun.stream().mapToDouble(TrackedTrial::estimatedCost).sum();
  }

  @Override
  public synchronized void accept(TrialEvent event) {
    TrackedTrial trial = trials.get(event.trialId());
    if (trial == null) {
      return;
    }
    if (event instanceof TrialEvent.Started started) {
      // Also when Spark starts a task again: the attempt that was lost is forgotten.
      running.put(trial.trialId(), new Running(trial, started.host(), clock.instant()));
    } else if (event instanceof TrialEvent.Succeeded succeeded) {
      end(trial, succeeded.primaryMetric(), succeeded.primaryValue(), null);
    } else if (event instanceof TrialEvent.Failed failed) {
      String message = failed.message() == null ? "" : ": " + failed.message();
      end(trial, null, Double.NaN, failed.failureClass() + message);
    } else {
      Running state = running.get(trial.trialId());
      if (state != null) {
        state.update(event, clock.instant());
      }
    }
  }

  /** The state now. */
  public synchronized ProgressSnapshot snapshot() {
    Instant now = clock.instant();
    Duration elapsed = Duration.between(startedAt, now);
    double cost = endedCost;
    for (Running state : running.values()) {
      cost += state.trial.estimatedCost() * state.fraction();
    }
    return new ProgressSnapshot(
        cells,
        cells - trials.size(),
        elapsed,
        cost > 0 ? scaled(elapsed, Math.max(0, totalCost - cost) / cost) : null,
        running.values().stream().map(state -> state.snapshot(now)).toList(),
        ended);
  }

  private void end(
      TrackedTrial trial, @Nullable String metric, double value, @Nullable String failure) {
    Running state = running.remove(trial.trialId());
    Duration elapsed =
        state == null ? Duration.ZERO : Duration.between(state.startedAt, clock.instant());
    endedCost += trial.estimatedCost();
    ended.add(
        new ProgressSnapshot.Ended(
            trial.trialId(), trial.label(), elapsed, metric, value, failure));
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }

  private static final class Running {
    private final TrackedTrial trial;
    private final String host;
    private final Instant startedAt;
    private TrialListener.Phase phase = TrialListener.Phase.LOADING;
    private @Nullable Instant firstStepAt;
    private int firstStep;
    private Instant lastStepAt;
    private int step;
    private int totalSteps;
    private double loss = Double.NaN;
    private double tokensPerSecond = Double.NaN;

    Running(TrackedTrial trial, String host, Instant startedAt) {
      this.trial = trial;
      this.host = host;
      this.startedAt = startedAt;
      this.lastStepAt = startedAt;
    }

    void update(TrialEvent event, Instant now) {
      if (event instanceof TrialEvent.PhaseEntered entered) {
        phase = entered.phase();
      } else if (event instanceof TrialEvent.Stepped stepped) {
        if (firstStepAt == null) {
          firstStepAt = now;
          firstStep = stepped.step();
        }
        lastStepAt = now;
        step = stepped.step();
        totalSteps = stepped.totalSteps();
        loss = stepped.loss();
        tokensPerSecond = stepped.tokensPerSecond();
      }
    }

    double fraction() {
      return totalSteps == 0 ? 0 : (double) step / totalSteps;
    }

    ProgressSnapshot.Running snapshot(Instant now) {
      return new ProgressSnapshot.Running(
          trial.trialId(),
          trial.label(),
          host,
          startedAt,
          phase,
          step,
          totalSteps,
          loss,
          tokensPerSecond,
          remaining(now));
    }

    private @Nullable Duration remaining(Instant now) {
      if (firstStepAt == null || step <= firstStep) {
        return null;
      }
      Duration training = Duration.between(firstStepAt, lastStepAt);
      Duration atLastStep = scaled(training, (double) (totalSteps - step) / (step - firstStep));
      Duration remaining = atLastStep.minus(Duration.between(lastStepAt, now));
      return remaining.isNegative() ? Duration.ZERO : remaining;
    }
  }
}
