package org.dashsweep.jobs.run.executor;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The signal that a running trial is to stop, with its reason. Once raised it stays. */
final class StopSignal {
  private final BooleanSupplier interrupted;
  private final @Nullable Duration deadline;
  private final LongSupplier nanoTime;
  private final long start;
  private @Nullable Reason reason;

  /** The reason why a trial is to stop. */
  enum Reason {
    /** Its process is about to end, or the run is. */
    INTERRUPTED,
    /** It has taken too long. */
    DEADLINE
  }

  /**
   * A signal of an attempt that starts now.
   *
   * @param interrupted whether this process or the run is about to end
   * @param deadline the most time it may take, or null
   */
  StopSignal(BooleanSupplier interrupted, @Nullable Duration deadline, LongSupplier nanoTime) {
    this.interrupted = interrupted;
    this.deadline = deadline;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Returns the reason why the trial is to stop, or null. */
  @Nullable Reason reason() {
    if (reason == null) {
      if (interrupted.getAsBoolean()) {
        reason = Reason.INTERRUPTED;
      } else if (deadline != null && nanoTime.getAsLong() - start > deadline.toNanos()) {
        reason = Reason.DEADLINE;
      }
    }
    return reason;
  }
}
