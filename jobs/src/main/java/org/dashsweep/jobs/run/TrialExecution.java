package org.dashsweep.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.TaskContext;
import org.dashsweep.jobs.progress.ProgressChannel;
import org.dashsweep.jobs.progress.ThrottledListener;
import org.dashsweep.jobs.progress.TrialEvent;
import org.dashsweep.jobs.table.AdapterStore;
import org.dashsweep.jobs.table.AttemptRow;
import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
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
  private final @Nullable Path checkpoints;

  TrialExecution(TaskSettings settings, TrialOrder order, ResultStore store, AttemptLog attempts) {
    this.settings = settings;
    this.order = order;
    this.store = store;
    this.attempts = attempts;
    this.id = order.trial().id();
    this.checkpoints = checkpointDirectory(store, id);
  }

  /**
   * Runs the trial, unless too many of its attempts were lost.
   *
   * @return the row that was committed
   * @throws CancellationException if it was stopped; there is no row then
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
   * One attempt.
   *
   * @param adapter where its adapter is written until it is stored, or null to keep none
   */
  private TrialRow attempt(@Nullable Path adapter) throws IOException {
    AttemptRow attempt = attempts.start(ExecutorPlace.of("cpu"), microBatchSize());
    LOGGER.info("Trial {} ({}) starts, attempt {}", id, order.label(), attempt.attempt());
    ProgressChannel.send(new TrialEvent.Started(id, attempt.place().host()));
    TrialRequest request =
        new TrialRequest(
            id, order.trial().cell().values(), settings.threads(), checkpoints, adapter);
    TaskContext task = TaskContext.get();
    TrialListener listener =
        new ThrottledListener(
            id, ProgressChannel::send, () -> Interruption.requested() || task.isInterrupted());
    @Nullable TrialResult result = null;
    Outcome outcome;
    try {
      result = SharedRunner.use(settings.runners(), runner -> runner.run(request, listener));
      outcome = Outcome.Succeeded.of(result);
      LOGGER.info("Trial {} succeeded: {}", id, outcome);
    } catch (Throwable thrown) {
      if (listener.cancelled() || thrown instanceof InterruptedException) {
        throw stopped(thrown);
      }
      outcome = Failures.outcome(thrown);
      LOGGER.error("Trial {} ({}) failed: {}", id, order.label(), outcome, thrown);
    }
    if (result != null && adapter != null) {
      new AdapterStore(store).keep(id, adapter);
    }
    TrialRow row = commit(attempt, outcome, result);
    attempts.end(end(outcome));
    return row;
  }

  /** No row: the next attempt goes on from the checkpoint. */
  private CancellationException stopped(Throwable thrown) {
    try {
      attempts.end(
          new AttemptRow.End(
              AttemptRow.Ending.INTERRUPTED, Instant.now(), null, thrown.getMessage()));
    } catch (IOException e) {
      LOGGER.warn("Trial {} was stopped and counts as lost", id, e);
    }
    CancellationException cancelled = new CancellationException("Trial " + id + " was stopped");
    cancelled.initCause(thrown);
    return cancelled;
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
            settings.software(),
            order.trial().modelFingerprint(),
            order.trial().dataFingerprint(),
            order.floor(),
            outcome);
    store.commit(row, result);
    if (checkpoints != null && !Failures.leavesCheckpoint(outcome)) {
      FileUtil.fullyDelete(checkpoints.toFile());
    }
    return row;
  }

  private static AttemptRow.End end(Outcome outcome) {
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

  /** Checkpoints need a file system that the native library can write to. */
  private static @Nullable Path checkpointDirectory(ResultStore store, String id) {
    return store.directory().toUri().getScheme().equals("file")
        ? Path.of(store.directory().toUri().getPath(), "checkpoints", id)
        : null;
  }
}
