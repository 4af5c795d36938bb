package org.dashsweep.jobs.analysis;

import java.util.Locale;
import java.util.SortedSet;

/** A metric was asked for that no trial has. The message names those that there are. */
public final class UnknownMetricException extends Exception {
  private static final long serialVersionUID = 1;

  UnknownMetricException(String metric, SortedSet<String> known) {
    super(
        String.format(
            Locale.ROOT,
            "%s: no trial has this metric; there are %s",
            metric,
            String.join(", ", known)));
  }
}
