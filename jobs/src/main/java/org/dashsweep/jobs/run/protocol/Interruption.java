package org.dashsweep.jobs.run.protocol;

import java.time.Duration;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * The request that this JVM ends (Ctrl-C, SIGTERM). Its trials then stop at their next update and
 * keep their checkpoints.
 */
public final class Interruption {
  /** Hadoop's shutdown hooks run in the order of their priorities; Spark ends at 40. */
  public static final int HOOK_PRIORITY = 60;

  private static final Duration PARKED = Duration.ofSeconds(30);
  private static final Object LOCK = new Object();
  private static boolean requested;
  private static int runningTrials;

  private Interruption() {}

  /** Returns whether the JVM is about to end. */
  public static boolean requested() {
    synchronized (LOCK) {
      return requested;
    }
  }

  /**
   * Asks the trials of this JVM to stop and waits for them, but no longer than {@code patience}.
   */
  public static void request(Duration patience) {
    raise();
    await(patience);
  }

  /** Asks the trials of this JVM to stop. */
  public static void raise() {
    synchronized (LOCK) {
      requested = true;
    }
  }

  /** Waits for the trials of this JVM, but no longer than {@code patience}. */
  public static void await(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (LOCK) {
      try {
        long left = deadline - System.nanoTime();
        while (runningTrials > 0 && left > 0) {
          LOCK.wait(Math.max(1, Duration.ofNanos(left).toMillis()));
          left = deadline - System.nanoTime();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Keeps a task from being started again and again on a JVM that is about to end.
   *
   * @throws TaskKilledException if the JVM is about to end. Spark gives the trial to another
   *     executor if the run goes on
   */
  public static void requireNone() {
    if (requested()) {
      long deadline = System.nanoTime() + PARKED.toNanos();
      try {
        while (!TaskContext.get().isInterrupted() && System.nanoTime() < deadline) {
          Thread.sleep(100);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new TaskKilledException("this process is about to end");
    }
  }

  /** Keeps the driver's thread from ending what still ends in its own time. */
  public static void standAside() {
    if (requested()) {
      try {
        Thread.sleep(PARKED.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public static void trialStarted() {
    synchronized (LOCK) {
      runningTrials++;
    }
  }

  public static void trialEnded() {
    synchronized (LOCK) {
      runningTrials--;
      LOCK.notifyAll();
    }
  }
}
