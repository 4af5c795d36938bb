package org.dashsweep.jobs.run;

import java.time.Duration;

/**
 * Whether this JVM was asked to end (Ctrl-C, SIGTERM). Its trials then stop at their next update
 * and keep their checkpoints.
 */
public final class Interruption {
  private static final Object LOCK = new Object();
  private static boolean requested;
  private static int runningTrials;

  private Interruption() {}

  /** Whether the JVM is about to end. */
  public static boolean requested() {
    synchronized (LOCK) {
      return requested;
    }
  }

  /**
   * Asks the trials of this JVM to stop and waits for them, but no longer than {@code patience}.
   */
  public static void request(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (LOCK) {
      requested = true;
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

  static void trialStarted() {
    synchronized (LOCK) {
      runningTrials++;
    }
  }

  static void trialEnded() {
    synchronized (LOCK) {
      runningTrials--;
      LOCK.notifyAll();
    }
  }
}
