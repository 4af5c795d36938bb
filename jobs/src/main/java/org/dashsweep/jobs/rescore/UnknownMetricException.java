package org.dashsweep.jobs.rescore;

import java.util.Set;

/** A metric was asked for that no trial's predictions give. */
public final class UnknownMetricException extends RuntimeException {
  UnknownMetricException(String metric, Set<String> known) {
    super(
        "%s: no trial's predictions give it; they give %s"
            .formatted(metric, String.join(", ", known)));
  }
}
