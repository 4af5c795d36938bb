package org.dashsweep.jobs.run.executor;

import java.io.IOException;
import java.time.Duration;
import org.apache.spark.TaskContext;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.dashsweep.jobs.storage.StorageFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what storage refused, each time after a longer pause. What waits for people, such as
 * a disk that is full, is not tried again.
 *
 * @param retries how often
 */
record BackOff(int retries) {
  private static final Logger LOGGER = LoggerFactory.getLogger(BackOff.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final int FACTOR = 5;

  /** An action that may fail. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  /** An action that may fail and returns nothing. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /**
   * Returns the pause after a failure: 1 s, 5 s, 25 s and so on, to 5 minutes.
   *
   * @param failures so far, from 1
   */
  static Duration pause(int failures) {
    Duration pause = Duration.ofSeconds((long) Math.pow(FACTOR, failures - 1));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Does a step until it succeeds, or throws what it threw last. */
  void run(Step step) throws IOException {
    call(
        () -> {
          step.run();
          return true;
        });
  }

  /** Runs an action until it succeeds, or throws what it threw last. */
  <T> T call(Action<T> action) throws IOException {
    for (int failures = 1; ; failures++) {
      try {
        return action.run();
      } catch (IOException e) {
        if (failures > retries || StorageFault.of(e) != StorageFault.OTHER) {
          throw e;
        }
        LOGGER.warn("Storage failed, again in {} s", pause(failures).toSeconds(), e);
        if (!sleep(pause(failures))) {
          throw e;
        }
      }
    }
  }

  /**
   * Waits, but no longer than until this process or this task is asked to end.
   *
   * @return whether it waited to the end
   */
  static boolean sleep(Duration pause) {
    TaskContext task = TaskContext.get();
    long end = System.nanoTime() + pause.toNanos();
    try {
      for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
        if (Interruption.requested() || (task != null && task.isInterrupted())) {
          return false;
        }
        Thread.sleep(Duration.ofNanos(Math.min(left, PERIOD.toNanos())).toMillis());
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
