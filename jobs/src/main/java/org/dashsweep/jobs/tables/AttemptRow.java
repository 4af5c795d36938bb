package org.dashsweep.jobs.tables;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.dashsweep.trial.FailureClass;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a trial: a row of the table of attempts. It is written when the attempt starts,
 * and again when it ends.
 *
 * @param attempt from 1, counted over all runs
 * @param fromUpdate updates that its checkpoint had when it started: from there it goes on
 * @param microBatchSize examples of one forward and backward pass, or null where the experiment has
 *     no such thing
 * @param startedAt kept to the microsecond
 * @param end how it ended, or null if it is under way or its process has died
 */
public record AttemptRow(
    String trialId,
    int attempt,
    Place place,
    @Nullable Integer fromUpdate,
    @Nullable Integer microBatchSize,
    Instant startedAt,
    @Nullable End end) {
  public AttemptRow {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1: " + attempt);
    }
    startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * The place of an attempt.
   *
   * @param application Spark's id of the application
   * @param executor Spark's id of the executor, {@code driver} in local mode
   * @param processId of the executor's JVM
   * @param device such as {@code cpu} or {@code cuda:0}
   */
  public record Place(
      String application, String executor, String host, long processId, String device) {}

  /** The ending of an attempt. */
  public enum Ending {
    /**
     * All is measured. The trial's row is committed next, so that it never speaks of an open one.
     */
    SUCCEEDED,
    /** The trial was stopped early; its row is committed next. */
    STOPPED,
    /** It had a failure of its own. */
    FAILED,
    /** It was asked to stop and kept its checkpoint. */
    INTERRUPTED,
    /** It started and was never heard of again; the next attempt noticed. */
    LOST
  }

  /**
   * The end of an attempt.
   *
   * @param endedAt kept to the microsecond; null if lost
   * @param failureClass if it failed
   * @param message for people, or null
   */
  public record End(
      @Nullable Instant endedAt,
      Ending ending,
      @Nullable FailureClass failureClass,
      @Nullable String message) {
    public End {
      endedAt = endedAt == null ? null : endedAt.truncatedTo(ChronoUnit.MICROS);
    }
  }

  /** The same attempt, ended. */
  public AttemptRow ended(End how) {
    return new AttemptRow(trialId, attempt, place, fromUpdate, microBatchSize, startedAt, how);
  }

  /** Tells whether it started and its end is unknown, or known to be none. */
  public boolean isLost() {
    return end == null || end.ending() == Ending.LOST;
  }
}
