package org.dashsweep.jobs.run.protocol;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * The division of a JVM's cores: the number of trials at once and the threads of each, both
 * constant for the run.
 */
public record Slots(int count, int threadsPerTrial) {
  /**
   * Cores of a trial unless the user gives another number. A trial's matrix products are small, so
   * trials side by side use the cores better than threads within a trial. {@code dash-sweep bench
   * minilm} ran 5,038 tokens a second as two trials of one thread, 3,685 as one trial of two.
   */
  public static final int DEFAULT_CORES_PER_SLOT = 1;

  public Slots {
    if (count < 1) {
      throw new IllegalArgumentException("slots must be at least 1: " + count);
    }
    if (threadsPerTrial < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threadsPerTrial);
    }
  }

  /**
   * Refuses more threads for a trial than its machine has cores. They would only wait for one
   * another, and a library that starts very many of them ends the process.
   *
   * @throws IllegalArgumentException the message is for the user
   */
  public static void requireCores(int threads, int cores) {
    if (threads > cores) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--threads %d: the machine has %d %s; give at most so many",
              threads,
              cores,
              cores == 1 ? "core" : "cores"));
    }
  }

  /**
   * Shares out the cores of one machine.
   *
   * @param slots trials at once, if the user chose
   * @param threads per trial, if the user chose
   */
  public static Slots share(int cores, OptionalInt slots, OptionalInt threads) {
    int coresPerSlot = threads.orElse(DEFAULT_CORES_PER_SLOT);
    int count = slots.orElse(Math.max(1, cores / coresPerSlot));
    return new Slots(count, threads.orElse(Math.max(1, cores / count)));
  }
}
