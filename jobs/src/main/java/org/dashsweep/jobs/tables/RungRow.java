package org.dashsweep.jobs.tables;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A decision about a trial at a rung of an exploration: a row of the {@code rungs} table.
 *
 * @param rule the exploration's whole rule
 * @param step updates done
 * @param metric by which the trial was compared
 * @param value of that metric, perhaps NaN
 * @param goesOn false if the trial was stopped
 * @param judgedAt kept to the microsecond
 */
public record RungRow(
    String trialId,
    String rule,
    int step,
    String metric,
    double value,
    boolean goesOn,
    Instant judgedAt) {
  public RungRow {
    judgedAt = judgedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
