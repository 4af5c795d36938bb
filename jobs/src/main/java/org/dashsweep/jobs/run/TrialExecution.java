package org.dashsweep.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.dashsweep.jobs.progress.ProgressChannel;
import org.dashsweep.jobs.progress.TrialEvent;
import org.dashsweep.jobs.storage.TrialCheckpoints;
import org.dashsweep.jobs.table.AdapterStore;
import org.dashsweep.jobs.table.AttemptRow;
import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trial on an executor, from what is known of earlier attempts to its committed row. */
final class TrialExecution {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrialExecution.class);
  private static final String MICRO_BATCH_SIZE = "micro-batch-size";

  private final TaskSettings settings;
  private final TrialOrder order;
  private final ResultStore store;
  private final AttemptLog attempts;
  private final String id;
  private final TrialCheckpoints checkpoints;
  private final BackOff storage;

  TrialExecution(
      TaskSettings settings,
      TrialOrder order,
      ResultStore store,
      AttemptLog attempts,
      TrialCheckpoints checkpoints) {
    this.settings = settings;
    this.order = order;
    this.store = store;
    this.attempts = attempts;
    this.id = order.trial().id();
    this.checkpoints = checkpoints;
    this.storage = new BackOff(settings.rules().storageRetries());
  }

  /**
   * Runs the trial, unless too many of its attempts were lost.
   *
   * @return the row that was committed
   * @throws TaskKilledException if it was stopped; there is no row then, and Spark gives the trial
   *     to another executor if the run goes on
   */
  TrialRow run() throws IOException {
    List<AttemptRow> lost = attempts.lost();
    if (lost.size() >= settings.rules().maxLost()) {
      AttemptRow last = lost.get(lost.size() - 1);
      LOGGER.error("Trial {} ({}) is given up: {} attempts lost", id, order.label(), lost.size());
      return commit(last, new Outcome.Failed(FailureClass.LOST, lostMessage(lost)), null);
    }
    if (settings.rules().adapters() == AdapterRetention.NONE) {
      return attempt(null);
    }
    // Beside no tables: these may be where the native library cannot write.
    Path adapter = Files.createTempDirectory("dash-sweep-adapter-");
    try {
      return attempt(adapter);
    } finally {
      FileUtil.fullyDelete(adapter.toFile());
    }
  }

  private static String lostMessage(List<AttemptRow> lost) {
    AttemptRow last = lost.get(lost.size() - 1);
    return "the process died %d times while it ran, last executor %s (process %d) on %s"
        .formatted(
            lost.size(), last.place().executor(), last.place().processId(), last.place().host());
  }

  /**
   * Attempts until one need not be followed by another.
   *
   * @param adapter where its adapter is written until it is stored, or null to keep none
   */
  private TrialRow attempt(@Nullable Path adapter) throws IOException {
    TaskDevice device = TaskDevice.of(TaskContext.get(), settings.resources());
    Retries retries = new Retries(settings.rules().storageRetries());
    @Nullable Integer microBatchSize = microBatchSize();
    while (true) {
      AttemptRow attempt = start(device, microBatchSize);
      TrialAttempt.Ended ended;
      try {
        ended =
            new TrialAttempt(settings, order, store, device, checkpoints, adapter, microBatchSize)
                .run();
      } catch (TrialAttempt.StoppedException e) {
        throw stopped(e);
      }
      Optional<Retries.Again> again =
          ended.outcome() instanceof Outcome.Failed failed
              ? retries.after(failed, ended.phase(), microBatchSize)
              : Optional.empty();
      if (again.isEmpty()) {
        TrialRow row = storage.call(() -> finish(attempt, ended, adapter));
        attempts.end(end(ended.outcome()));
        return row;
      }
      attempts.end(end(ended.outcome()));
      pause(again.get());
      microBatchSize = again.get().microBatchSize();
    }
  }

  private AttemptRow start(TaskDevice device, @Nullable Integer microBatchSize) throws IOException {
    AttemptRow attempt =
        storage.call(() -> attempts.start(ExecutorPlace.of(device.toString()), microBatchSize));
    LOGGER.info("Trial {} ({}) starts, attempt {}", id, order.label(), attempt.attempt());
    ProgressChannel.send(new TrialEvent.Started(id, attempt.place().host()));
    return attempt;
  }

  private TrialRow finish(AttemptRow attempt, TrialAttempt.Ended ended, @Nullable Path adapter)
      throws IOException {
    if (ended.result() != null && adapter != null) {
      new AdapterStore(store).keep(id, adapter);
    }
    return commit(attempt, ended.outcome(), ended.result());
  }

  private void pause(Retries.Again again) {
    LOGGER.info("Trial {} is tried again in {} s", id, again.pause().toSeconds());
    try {
      Thread.sleep(again.pause().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskKilledException("Trial " + id + " was stopped");
    }
  }

  /** No row: the next attempt goes on from the checkpoint. */
  private TaskKilledException stopped(TrialAttempt.StoppedException reason) {
    try {
      attempts.end(
          new AttemptRow.End(
              AttemptRow.Ending.INTERRUPTED, Instant.now(), null, reason.getMessage()));
    } catch (IOException e) {
      LOGGER.warn("Trial {} was stopped and counts as lost", id, e);
    }
    TaskKilledException killed = new TaskKilledException("Trial " + id + " was stopped");
    killed.initCause(reason);
    return killed;
  }

  private TrialRow commit(AttemptRow attempt, Outcome outcome, @Nullable TrialResult result)
      throws IOException {
    TrialRow row =
        new TrialRow(
            id,
            settings.sweep(),
            order.trial().cell().values(),
            attempt.attempt(),
            attempt.place().host(),
            attempt.startedAt(),
            Instant.now(),
            TrialSoftware.of(settings.software(), settings.resources().gpu()),
            order.trial().modelFingerprint(),
            order.trial().dataFingerprint(),
            order.floor(),
            outcome);
    store.commit(row, result);
    if (!Failures.leavesCheckpoint(outcome)) {
      checkpoints.discard();
    }
    return row;
  }

  private static AttemptRow.End end(Outcome outcome) {
    if (outcome instanceof Outcome.Stopped) {
      return new AttemptRow.End(AttemptRow.Ending.STOPPED, Instant.now(), null, null);
    }
    return outcome instanceof Outcome.Failed failed
        ? new AttemptRow.End(
            AttemptRow.Ending.FAILED, Instant.now(), failed.failureClass(), failed.message())
        : new AttemptRow.End(AttemptRow.Ending.SUCCEEDED, Instant.now(), null, null);
  }

  private @Nullable Integer microBatchSize() {
    return order.trial().cell().has(MICRO_BATCH_SIZE)
        ? Math.toIntExact(order.trial().cell().integer(MICRO_BATCH_SIZE))
        : null;
  }
}
