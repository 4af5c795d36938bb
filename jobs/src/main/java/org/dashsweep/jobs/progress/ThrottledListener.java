package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;

/**
 * Turns what a trial tells into events, at most one in {@link #INTERVAL} for its updates: a sweep
 * of many executors must not drown the driver. Used by the trial's own thread alone.
 */
public final class ThrottledListener implements TrialListener {
  /** Least time between two events about updates. */
  public static final Duration INTERVAL = Duration.ofMillis(500);

  private final String trialId;
  private final Consumer<TrialEvent> sink;
  private final BooleanSupplier cancelled;
  private final LongSupplier nanoTime;
  private boolean anySent;
  private long lastSent;
  private long tokens;
  private double seconds;

  /**
   * @param cancelled whether the trial should stop
   */
  public ThrottledListener(String trialId, Consumer<TrialEvent> sink, BooleanSupplier cancelled) {
    this(trialId, sink, cancelled, System::nanoTime);
  }

  ThrottledListener(
      String trialId, Consumer<TrialEvent> sink, BooleanSupplier cancelled, LongSupplier nanoTime) {
    this.trialId = trialId;
    this.sink = sink;
    this.cancelled = cancelled;
    this.nanoTime = nanoTime;
  }

  @Override
  public void phase(Phase phase) {
    sink.accept(new TrialEvent.PhaseEntered(trialId, phase));
  }

  @Override
  public void step(TrialResult.Step step, int totalSteps) {
    tokens += step.tokens();
    seconds += step.seconds();
    long now = nanoTime.getAsLong();
    boolean due = !anySent || now - lastSent >= INTERVAL.toNanos();
    if (!due && step.step() < totalSteps) {
      return;
    }
    double tokensPerSecond = seconds > 0 ? tokens / seconds : 0;
    sink.accept(
        new TrialEvent.Stepped(trialId, step.step(), totalSteps, step.loss(), tokensPerSecond));
    anySent = true;
    lastSent = now;
    tokens = 0;
    seconds = 0;
  }

  @Override
  public boolean cancelled() {
    return cancelled.getAsBoolean();
  }
}
