package org.dashsweep.jobs.tables;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Something that was heard from a trial: a row of the {@code events} table. Rows tell how a run
 * went; what a trial measured is in the other tables, and complete there alone.
 *
 * @param run which run heard it: its start and a random part
 * @param at when the driver heard it, kept to the microsecond
 * @param host where the trial runs, told when it starts
 * @param phase that it entered
 * @param step updates done
 * @param totalSteps updates it will make
 * @param loss of the last update
 * @param tokensPerSecond real tokens per second of training
 * @param residentBytes memory that its process holds
 * @param evaluated examples or questions done
 * @param toEvaluate all of them
 * @param metric what it is judged by, or was compared by when it was stopped
 * @param value of that metric
 * @param message class and message of a failure, or what was to be told of the trial
 */
public record EventRow(
    String run,
    String trialId,
    Instant at,
    Kind kind,
    @Nullable String host,
    @Nullable String phase,
    @Nullable Integer step,
    @Nullable Integer totalSteps,
    @Nullable Double loss,
    @Nullable Double tokensPerSecond,
    @Nullable Long residentBytes,
    @Nullable Integer evaluated,
    @Nullable Integer toEvaluate,
    @Nullable String metric,
    @Nullable Double value,
    @Nullable String message) {
  public EventRow {
    at = at.truncatedTo(ChronoUnit.MICROS);
  }

  /** The kind of an event. */
  public enum Kind {
    STARTED,
    PHASE,
    STEP,
    EVALUATION,
    NOTE,
    SUCCEEDED,
    FAILED,
    STOPPED
  }
}
