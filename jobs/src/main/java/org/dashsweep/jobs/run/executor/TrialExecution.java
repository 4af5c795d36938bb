package org.dashsweep.jobs.run.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.dashsweep.jobs.progress.ProgressChannel;
import org.dashsweep.jobs.progress.ProgressEvent;
import org.dashsweep.jobs.run.protocol.AdapterRetention;
import org.dashsweep.jobs.run.protocol.TaskSettings;
import org.dashsweep.jobs.run.protocol.TrialSpec;
import org.dashsweep.jobs.storage.ScratchDirectory;
import org.dashsweep.jobs.storage.TrialCheckpoints;
import org.dashsweep.jobs.tables.AdapterStore;
import org.dashsweep.jobs.tables.AttemptRow;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.KeptTraining;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trial on an executor, from what is known of earlier attempts to its committed row. */
final class TrialExecution {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrialExecution.class);

  private final TaskSettings settings;
  private final TrialSpec order;
  private final ResultStore store;
  private final AttemptLog attempts;
  private final String id;
  private final TrialCheckpoints checkpoints;
  private final LostDevice lostDevice;
  private final String application;
  private final BackOff storage;
  private KeptTraining kept = KeptTraining.NOTHING;

  /**
   * @param lostDevice what to do about a GPU that cannot be used
   * @param application Spark's id of the running one
   */
  TrialExecution(
      TaskSettings settings,
      TrialSpec order,
      ResultStore store,
      AttemptLog attempts,
      TrialCheckpoints checkpoints,
      LostDevice lostDevice,
      String application) {
    this.settings = settings;
    this.order = order;
    this.store = store;
    this.attempts = attempts;
    this.id = order.trial().id();
    this.checkpoints = checkpoints;
    this.lostDevice = lostDevice;
    this.application = application;
    this.storage = new BackOff(settings.rules().storageRetries());
  }

  /**
   * Runs the trial, unless too many of its attempts were lost.
   *
   * @return the row that was committed
   * @throws TaskKilledException if it was stopped, without a row. Spark gives the trial to another
   *     executor if the run goes on
   */
  TrialRow run() throws IOException {
    kept = KeptTraining.in(checkpoints.directory());
    List<AttemptRow> against = attempts.against(application, kept.updates());
    if (against.size() >= settings.rules().maxLost()) {
      return giveUp(against);
    }
    int losses = Math.max(against.size(), attempts.wasJustLost(application) ? 1 : 0);
    if (losses > 0) {
      pause(BackOff.pause(losses));
    }
    try (Quarantine probation = against.isEmpty() ? Quarantine.none() : Quarantine.begin()) {
      return run(probation);
    }
  }

  private TrialRow giveUp(List<AttemptRow> against) throws IOException {
    LOGGER.error("Trial {} ({}) is given up: {}", id, order.label(), against);
    storage.run(attempts::keep);
    AttemptRow last = against.get(against.size() - 1);
    Outcome outcome =
        AttemptLog.lostItsDevice(last)
            ? new Outcome.Failed(FailureClass.DEVICE, deviceMessage(against.size(), last))
            : new Outcome.Failed(FailureClass.LOST, lostMessage(against.size(), last));
    return storage.call(() -> commit(last, outcome, null));
  }

  private static String lostMessage(int times, AttemptRow last) {
    return String.format(
        Locale.ROOT,
        "the process died %d times while it ran, last executor %s (process %d) on %s",
        times,
        last.place().executor(),
        last.place().processId(),
        last.place().host());
  }

  private static String deviceMessage(int times, AttemptRow last) {
    return String.format(
        Locale.ROOT,
        "its process or its GPU failed %d times, last %s on %s: %s",
        times,
        last.place().device(),
        last.place().host(),
        Objects.requireNonNull(last.end()).message());
  }

  private TrialRow run(Quarantine probation) throws IOException {
    if (settings.rules().adapters() == AdapterRetention.NONE) {
      return attempt(null, probation);
    }
    // Beside no tables: these may be where the native library cannot write.
    Path adapter = ScratchDirectory.create("adapter-");
    try {
      return attempt(adapter, probation);
    } finally {
      FileUtil.fullyDelete(adapter.toFile());
    }
  }

  /**
   * Attempts until one need not be followed by another.
   *
   * @param adapter where its adapter is written until it is stored, or null to keep none
   * @param probation ends when the trial gets further
   */
  private TrialRow attempt(@Nullable Path adapter, Quarantine probation) throws IOException {
    TaskDevice device = TaskDevice.of(TaskContext.get(), settings.resources());
    RetryPolicy retries = new RetryPolicy(settings.rules().storageRetries());
    @Nullable Integer microBatchSize = attempts.microBatchSize(microBatchSize());
    while (true) {
      AttemptRow attempt = start(device, microBatchSize);
      TrialThreads threads = threads();
      TrialAttempt.Ended ended;
      try {
        ended =
            new TrialAttempt(
                    settings,
                    order,
                    store,
                    device,
                    checkpoints,
                    adapter,
                    probation::passed,
                    microBatchSize,
                    threads.count())
                .run();
      } catch (TrialAttempt.StoppedException e) {
        throw stopped(e);
      }
      // Before the row: what is committed may be compacted at once.
      end(end(ended.outcome()));
      if (ended.outcome() instanceof Outcome.Failed failed) {
        if (failed.failureClass() == FailureClass.DEVICE) {
          throw lostDevice.after(
              String.format(
                  Locale.ROOT,
                  "%s on %s: %s",
                  device,
                  attempt.place().host(),
                  failed.failureMessage()));
        }
        Optional<RetryPolicy.Again> again = retries.after(failed, ended.phase(), microBatchSize);
        if (again.isPresent()) {
          pause(again.get().pause());
          microBatchSize = again.get().microBatchSize();
          kept = KeptTraining.in(checkpoints.directory());
          continue;
        }
      }
      return finish(attempt, ended, adapter);
    }
  }

  private AttemptRow start(TaskDevice device, @Nullable Integer microBatchSize) throws IOException {
    AttemptRow attempt =
        storage.call(
            () ->
                attempts.start(
                    ExecutorPlace.of(device.toString()), kept.updates(), microBatchSize));
    LOGGER.info("Trial {} ({}) starts, attempt {}", id, order.label(), attempt.attempt());
    ProgressChannel.send(new ProgressEvent.Started(id, attempt.place().host()));
    return attempt;
  }

  private TrialThreads threads() {
    TrialThreads threads =
        TrialThreads.choose(settings.resources(), kept, Runtime.getRuntime().availableProcessors());
    if (threads.remark() != null) {
      LOGGER.warn("Trial {} {}", id, threads.remark());
      ProgressChannel.send(new ProgressEvent.Noted(id, threads.remark()));
    }
    return threads;
  }

  private void end(AttemptRow.End how) throws IOException {
    storage.run(() -> attempts.end(how));
  }

  private TrialRow finish(AttemptRow attempt, TrialAttempt.Ended ended, @Nullable Path adapter)
      throws IOException {
    try {
      return storage.call(
          () -> {
            if (ended.result() != null && adapter != null) {
              new AdapterStore(store).keep(id, adapter);
            }
            return commit(attempt, ended.outcome(), ended.result());
          });
    } catch (IOException e) {
      // It says that there is a row.
      Outcome.Failed unstored = Failures.outcome(e);
      try {
        attempts.end(end(unstored));
      } catch (IOException alsoUnstored) {
        e.addSuppressed(alsoUnstored);
      }
      throw e;
    }
  }

  private void pause(Duration pause) {
    if (pause.isZero()) {
      return;
    }
    LOGGER.info("Trial {} is tried again in {} s", id, pause.toSeconds());
    if (!BackOff.sleep(pause)) {
      throw new TaskKilledException("Trial " + id + " was stopped");
    }
  }

  /** No row: the next attempt goes on from the checkpoint. */
  private TaskKilledException stopped(TrialAttempt.StoppedException reason) {
    try {
      attempts.end(
          new AttemptRow.End(
              Instant.now(), AttemptRow.Ending.INTERRUPTED, null, reason.getMessage()));
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
            order.trial().config().values(),
            outcome,
            attempt.attempt(),
            attempt.place().host(),
            attempt.startedAt(),
            Instant.now(),
            TrialSoftware.of(settings.software(), settings.resources().gpu()),
            order.trial().modelFingerprint(),
            order.trial().dataFingerprint(),
            order.rows().fingerprint(),
            order.rows().floor(),
            rule());
    attempts.requireCurrent();
    store.commit(row, result);
    if (!Failures.leavesCheckpoint(outcome) || !settings.rules().kept().keepsFailed()) {
      discardCheckpoint();
    }
    return row;
  }

  /** The rule that could have stopped the trial. */
  private @Nullable String rule() {
    @Nullable Exploration exploration = settings.exploration();
    return exploration == null ? null : exploration.rule();
  }

  /** The row counts whether or not this succeeds; what is left the next run deletes. */
  private void discardCheckpoint() {
    try {
      checkpoints.discard();
    } catch (IOException e) {
      LOGGER.warn("The checkpoint of trial {} is not needed but cannot be deleted", id, e);
    }
  }

  private static AttemptRow.End end(Outcome outcome) {
    if (outcome instanceof Outcome.Stopped) {
      return new AttemptRow.End(Instant.now(), AttemptRow.Ending.STOPPED, null, null);
    }
    return outcome instanceof Outcome.Failed failed
        ? new AttemptRow.End(
            Instant.now(), AttemptRow.Ending.FAILED, failed.failureClass(), failed.failureMessage())
        : new AttemptRow.End(Instant.now(), AttemptRow.Ending.SUCCEEDED, null, null);
  }

  private @Nullable Integer microBatchSize() {
    return order.trial().config().find(TrialParameters.MICRO_BATCH_SIZE).orElse(null);
  }
}
