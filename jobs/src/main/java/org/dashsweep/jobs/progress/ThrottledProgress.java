package org.dashsweep.jobs.progress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.dashsweep.trial.ResidentMemory;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;

/**
 * Turns a trial's progress into events. It drops some updates and evaluated examples: a sweep of
 * many executors must not drown the driver. Used by the trial's own thread alone.
 */
final class ThrottledProgress implements TrialListener {
  private final String trialId;
  private final Consumer<ProgressEvent> sink;
  private final Duration interval;
  private final BooleanSupplier cancelled;
  private final LongSupplier nanoTime;
  private boolean anySent;
  private long lastSent;
  private long tokens;
  private double seconds;

  /**
   * @param interval least time between two events about updates or evaluated examples; the last
   *     ones are always told
   * @param cancelled whether the trial should stop
   */
  ThrottledProgress(
      String trialId,
      Consumer<ProgressEvent> sink,
      Duration interval,
      BooleanSupplier cancelled,
      LongSupplier nanoTime) {
    this.trialId = trialId;
    this.sink = sink;
    this.interval = interval;
    this.cancelled = cancelled;
    this.nanoTime = nanoTime;
  }

  @Override
  public void phase(Phase phase) {
    sink.accept(new ProgressEvent.PhaseEntered(trialId, phase));
  }

  @Override
  public void step(TrialResult.Step step, int totalSteps) {
    tokens += step.tokens();
    seconds += step.seconds();
    if (step.step() < totalSteps && !isDue()) {
      return;
    }
    double tokensPerSecond = seconds > 0 ? tokens / seconds : 0;
    send(
        new ProgressEvent.Stepped(
            trialId,
            step.step(),
            totalSteps,
            step.loss(),
            tokensPerSecond,
            ResidentMemory.bytes()));
    tokens = 0;
    seconds = 0;
  }

  @Override
  public void evaluated(int done, int total) {
    if (done == total || isDue()) {
      send(new ProgressEvent.Evaluated(trialId, done, total, ResidentMemory.bytes()));
    }
  }

  @Override
  public void checkpointPutAside(Path aside, RuntimeException why) {
    sink.accept(
        new ProgressEvent.Noted(
            trialId,
            String.format(
                Locale.ROOT,
                "starts afresh, its checkpoint is put aside as %s: %s",
                aside,
                why.getMessage())));
  }

  private boolean isDue() {
    return !anySent || nanoTime.getAsLong() - lastSent >= interval.toNanos();
  }

  private void send(ProgressEvent event) {
    sink.accept(event);
    anySent = true;
    lastSent = nanoTime.getAsLong();
  }

  @Override
  public boolean cancelled() {
    return cancelled.getAsBoolean();
  }
}
