package org.dashsweep.jobs.console;

import java.time.Duration;
import java.util.Locale;

/** Durations for people. */
public final class HumanDuration {
  private HumanDuration() {}

  /** Returns a text such as {@code 41 s}, {@code 3 min 20 s} or {@code 2 h 05 min}. */
  public static String of(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
  }
}
