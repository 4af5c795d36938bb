package org.dashsweep.jobs.progress;

import java.time.Duration;

/** Durations for people. */
public final class HumanDuration {
  private HumanDuration() {}

  /** Such as {@code 41 s}, {@code 3 min 20 s} or {@code 2 h 05 min}. */
  public static String of(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return "%d min %02d s".formatted(seconds / 60, seconds % 60);
    }
    return "%d h %02d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
