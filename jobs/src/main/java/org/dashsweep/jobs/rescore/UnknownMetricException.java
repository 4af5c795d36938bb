package org.dashsweep.jobs.rescore;

import java.util.Locale;
import java.util.Set;

/** A metric was asked for that no trial's predictions give. */
public final class UnknownMetricException extends RuntimeException {
  UnknownMetricException(String metric, Set<String> known) {
    super(
        String.format(
            Locale.ROOT,
            "%s: no trial's predictions give it; they give %s",
            metric,
            String.join(", ", known)));
  }
}
