package org.dashsweep.jobs.run;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * When a whole run is to stop.
 *
 * @param failFast failed trials after which it does, if it ever does for failures
 * @param canary whether one trial goes ahead of the others
 */
public record StopRules(OptionalInt failFast, boolean canary) {
  public StopRules {
    if (failFast.isPresent() && failFast.getAsInt() < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--fail-fast %d: must be at least 1", failFast.getAsInt()));
    }
  }
}
