package org.dashsweep.jobs.run.executor;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.TaskKilledException;

/**
 * Quarantine for a trial whose executor died before the trial made progress. Any trial on that
 * executor may be to blame: Spark gives them to the next process together. Quarantined trials run
 * one at a time per process until they pass their last checkpoint. The next death is then caused by
 * the trial that runs, and does not count against the others.
 */
final class Quarantine implements AutoCloseable {
  private static final Semaphore ONE = new Semaphore(1);
  private static final Duration PERIOD = Duration.ofMillis(100);

  /** One that lasts longer than this, such as one that only evaluates, holds up no other. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final AtomicBoolean held;

  private Quarantine(boolean held) {
    this.held = new AtomicBoolean(held);
  }

  /** Returns the quarantine of a trial without suspicion, which waits for nothing. */
  static Quarantine none() {
    return new Quarantine(false);
  }

  /**
   * Waits until no other trial of this process is on probation.
   *
   * @throws TaskKilledException if it is asked to stop meanwhile
   */
  static Quarantine begin() {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (!ONE.tryAcquire()) {
      if (System.nanoTime() > end) {
        return none();
      }
      if (!BackOff.sleep(PERIOD)) {
        throw new TaskKilledException("stopped before its trial started");
      }
    }
    return new Quarantine(true);
  }

  /** The trial is further than it was when its process died. */
  void passed() {
    if (held.getAndSet(false)) {
      ONE.release();
    }
  }

  @Override
  public void close() {
    passed();
  }
}
