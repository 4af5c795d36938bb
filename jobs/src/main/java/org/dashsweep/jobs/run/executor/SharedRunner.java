package org.dashsweep.jobs.run.executor;

import org.dashsweep.jobs.run.protocol.TrialRunnerFactory;
import org.dashsweep.trial.TrialRunner;
import org.jspecify.annotations.Nullable;

/**
 * The one runner of this JVM, made when its first trial starts and shared by its concurrent trials.
 *
 * <p>{@link ExecutorShutdown} closes it when the executor stops. In local mode an interrupted
 * driver takes its executor along, while trials may still be running: the last of them closes it.
 */
final class SharedRunner {
  private static final Object LOCK = new Object();
  private static @Nullable TrialRunner runner;
  private static int users;
  private static boolean closing;

  private SharedRunner() {}

  /** A trial's use of the runner. */
  @FunctionalInterface
  interface Use<T> {
    T apply(TrialRunner runner);
  }

  static <T> T use(TrialRunnerFactory factory, Use<T> use) {
    TrialRunner shared;
    synchronized (LOCK) {
      if (runner == null) {
        runner = factory.create();
        closing = false;
      }
      shared = runner;
      users++;
    }
    try {
      return use.apply(shared);
    } finally {
      synchronized (LOCK) {
        users--;
        if (closing) {
          closeIfUnused();
        }
      }
    }
  }

  static void close() {
    synchronized (LOCK) {
      closing = true;
      closeIfUnused();
    }
  }

  private static void closeIfUnused() {
    if (users == 0 && runner != null) {
      TrialRunner unused = runner;
      runner = null;
      unused.close();
    }
  }
}
