package org.dashsweep.jobs.run.driver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as the numbers of a JSON file. */
final class Seconds {
  private Seconds() {}

  static double of(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  static @Nullable Double ofOrNull(@Nullable Duration duration) {
    return duration == null ? null : of(duration);
  }

  static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  static @Nullable Duration durationOrNull(@Nullable Double seconds) {
    return seconds == null ? null : duration(seconds);
  }
}
