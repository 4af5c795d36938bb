package org.dashsweep.jobs.run.executor;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.TaskKilledException;
import org.dashsweep.jobs.tables.AttemptRow;
import org.dashsweep.jobs.tables.AttemptStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.jspecify.annotations.Nullable;

/**
 * The log of the attempts at one trial, as the task that runs it sees them. It survives the
 * process: the next attempt knows the earlier ones, on whatever executor, of whatever driver.
 *
 * <p>A process that Spark has given up, after a network failure say, may still be at work. As soon
 * as a later attempt has started, an earlier one writes nothing any more.
 */
final class AttemptLog {
  private static final AttemptRow.End LOST =
      new AttemptRow.End(null, AttemptRow.Ending.LOST, null, null);

  private final AttemptStore store;
  private final String trialId;
  private final List<AttemptRow> attempts;
  private final int committed;

  /** The number of this process's own, from just before it is written; read by other threads. */
  private volatile int own;

  private AttemptLog(AttemptStore store, String trialId, List<AttemptRow> attempts, int committed) {
    this.store = store;
    this.trialId = trialId;
    this.attempts = attempts;
    this.committed = committed;
    this.own = latest();
  }

  /**
   * Reads what is known of a trial.
   *
   * @param row the trial's own, of an earlier run
   */
  static AttemptLog open(AttemptStore store, String trialId, Optional<TrialRow> row)
      throws IOException {
    int committed = row.map(TrialRow::attempts).orElse(0);
    List<AttemptRow> attempts = new ArrayList<>();
    for (AttemptRow attempt : store.read(trialId)) {
      boolean lost = attempt.attempt() > committed && promisesARow(attempt.end());
      attempts.add(lost ? attempt.ended(LOST) : attempt);
    }
    return new AttemptLog(store, trialId, attempts, committed);
  }

  /** Returns whether the trial has a row after an attempt that ends so, unless its process dies. */
  private static boolean promisesARow(AttemptRow.@Nullable End end) {
    return end == null
        || end.ending() == AttemptRow.Ending.SUCCEEDED
        || end.ending() == AttemptRow.Ending.STOPPED;
  }

  /** The number of the latest attempt, or 0. */
  int latest() {
    return attempts.stream().mapToInt(AttemptRow::attempt).reduce(committed, Math::max);
  }

  /**
   * Returns the attempts since the trial's last row that count against it. They ended with their
   * process or with their GPU, and started where the next one will. The death of an application
   * does not count against a trial, unless the trial ran in the driver's own process.
   *
   * @param application the running one
   * @param fromUpdate the updates that need not be done again
   */
  List<AttemptRow> against(String application, int fromUpdate) {
    return sinceRow().stream()
        .filter(attempt -> Objects.equals(attempt.fromUpdate(), fromUpdate))
        .filter(
            attempt ->
                lostItsDevice(attempt)
                    || (attempt.isLost()
                        && (attempt.place().application().equals(application)
                            || inDriver(attempt.place()))))
        .toList();
  }

  private List<AttemptRow> sinceRow() {
    return attempts.stream().filter(attempt -> attempt.attempt() > committed).toList();
  }

  private static boolean inDriver(AttemptRow.Place place) {
    return place.executor().equals(ExecutorPlace.DRIVER);
  }

  static boolean lostItsDevice(AttemptRow attempt) {
    return attempt.end() != null && attempt.end().failureClass() == FailureClass.DEVICE;
  }

  /**
   * Returns whether the latest attempt ended with its process, which belonged to this application.
   */
  boolean wasJustLost(String application) {
    return sinceRow().stream()
        .reduce((before, after) -> after)
        .filter(last -> last.isLost() && last.place().application().equals(application))
        .isPresent();
  }

  /** Returns whether the attempt that the trial's row is of was one of this application's. */
  boolean committedBy(String application) {
    return attempts.stream()
        .anyMatch(
            attempt ->
                attempt.attempt() == committed
                    && attempt.place().application().equals(application));
  }

  /**
   * The micro-batch that the attempts since the trial's last row have come down to.
   *
   * @param configured where none of them ran out of memory
   */
  @Nullable Integer microBatchSize(@Nullable Integer configured) {
    @Nullable Integer size = configured;
    for (AttemptRow attempt : sinceRow()) {
      if (attempt.microBatchSize() != null
          && attempt.end() != null
          && attempt.end().failureClass() == FailureClass.OUT_OF_MEMORY) {
        size = RetryPolicy.half(attempt.microBatchSize());
      }
    }
    return size;
  }

  /** Starts the next attempt: from here on its process may die. */
  AttemptRow start(AttemptRow.Place place, int fromUpdate, @Nullable Integer microBatchSize)
      throws IOException {
    AttemptRow started =
        new AttemptRow(
            trialId, latest() + 1, place, fromUpdate, microBatchSize, Instant.now(), null);
    requireCurrent();
    own = started.attempt();
    List<AttemptRow> all = new ArrayList<>(attempts);
    all.add(started);
    store.write(trialId, all);
    attempts.add(started);
    return started;
  }

  /** Ends the latest attempt. */
  void end(AttemptRow.End how) throws IOException {
    int last = attempts.size() - 1;
    attempts.set(last, attempts.get(last).ended(how));
    write(attempts);
  }

  /** Has the table say of attempts that were lost that they were. */
  void keep() throws IOException {
    write(attempts);
  }

  /** Returns whether no later attempt has started, elsewhere. */
  boolean isCurrent() throws IOException {
    return store.latest(trialId) <= own;
  }

  /**
   * Requires that this attempt is the latest, before its trial's row is committed.
   *
   * @throws TaskKilledException if a later attempt has started
   */
  void requireCurrent() throws IOException {
    if (!isCurrent()) {
      throw new TaskKilledException(
          String.format(Locale.ROOT, "a later attempt at trial %s has started", trialId));
    }
  }

  private void write(List<AttemptRow> all) throws IOException {
    requireCurrent();
    store.write(trialId, all);
  }
}
