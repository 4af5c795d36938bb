package org.dashsweep.jobs.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what storage refused, each time after a longer pause.
 *
 * @param retries how often
 */
record BackOff(int retries) {
  private static final Logger LOGGER = LoggerFactory.getLogger(BackOff.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int FACTOR = 5;

  /** What may fail. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  /**
   * The pause after a failure.
   *
   * @param failures so far, from 1
   */
  static Duration pause(int failures) {
    return FIRST_PAUSE.multipliedBy((long) Math.pow(FACTOR, failures - 1));
  }

  /** Runs an action until it succeeds, or throws what it threw last. */
  <T> T call(Action<T> action) throws IOException {
    for (int failures = 1; ; failures++) {
      try {
        return action.run();
      } catch (IOException e) {
        if (failures > retries || Interruption.requested()) {
          throw e;
        }
        LOGGER.warn("Storage failed, again in {} s", pause(failures).toSeconds(), e);
        try {
          Thread.sleep(pause(failures).toMillis());
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          InterruptedIOException stopped = new InterruptedIOException("interrupted");
          stopped.addSuppressed(e);
          throw stopped;
        }
      }
    }
  }
}
