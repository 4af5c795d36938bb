package org.dashsweep.train;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The interval at which a running trial writes its checkpoint: at most that much is done twice. */
public sealed interface CheckpointInterval extends Serializable {
  /** The interval of a trial that is not told otherwise. */
  CheckpointInterval DEFAULT = new Time(Duration.ofSeconds(30));

  /**
   * Tells whether to write now.
   *
   * @param updates done since the last checkpoint
   * @param time gone by since then
   */
  boolean isDue(int updates, Duration time);

  /** After so many optimiser updates. */
  record Updates(int count) implements CheckpointInterval {
    public Updates {
      if (count < 1) {
        throw new IllegalArgumentException("updates must be at least 1: " + count);
      }
    }

    @Override
    public boolean isDue(int updates, Duration time) {
      return updates >= count;
    }

    @Override
    public String toString() {
      return Integer.toString(count);
    }
  }

  /** After the first update that ends so much later. */
  record Time(Duration duration) implements CheckpointInterval {
    public Time {
      if (duration.isNegative()) {
        throw new IllegalArgumentException("duration must not be negative: " + duration);
      }
    }

    @Override
    public boolean isDue(int updates, Duration time) {
      return time.compareTo(duration) >= 0;
    }

    @Override
    public String toString() {
      return duration.toSeconds() + "s";
    }
  }

  /**
   * Reads an interval as it prints itself.
   *
   * @param text {@code 200} for updates, {@code 60s} or {@code 5m} for time
   * @throws IllegalArgumentException if it is neither
   */
  static CheckpointInterval parse(String text) {
    Matcher matcher = Pattern.compile("([0-9]{1,8})([smh]?)").matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%s' is no interval; give a number of updates, such as 200, or a time, such as 60s",
              text));
    }
    int number = Integer.parseInt(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> new Time(Duration.ofSeconds(number));
      case "m" -> new Time(Duration.ofMinutes(number));
      case "h" -> new Time(Duration.ofHours(number));
      default -> new Updates(number);
    };
  }
}
