package org.dashsweep.jobs.run.protocol;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * The rules by which a whole run stops.
 *
 * @param failFast failed trials after which it stops; empty if failures never stop it
 * @param canary whether one trial goes ahead of the others
 */
public record StopRules(OptionalInt failFast, boolean canary) {
  /** The values of the command {@code run}. */
  public static final StopRules DEFAULT = new StopRules(OptionalInt.empty(), true);

  public StopRules {
    if (failFast.isPresent() && failFast.getAsInt() < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--fail-fast %d: must be at least 1", failFast.getAsInt()));
    }
  }
}
