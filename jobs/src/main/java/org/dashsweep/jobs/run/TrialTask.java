package org.dashsweep.jobs.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.dashsweep.jobs.progress.ProgressChannel;
import org.dashsweep.jobs.progress.ThrottledListener;
import org.dashsweep.jobs.progress.TrialEvent;
import org.dashsweep.jobs.table.AdapterStore;
import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.SoftwareVersions;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.tensor.Device;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an executor does for one trial: run it, and commit its rows, whether it succeeded or threw.
 * Only what keeps the rows from being written fails the task.
 */
final class TrialTask implements VoidFunction<TrialOrder> {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrialTask.class);

  private final String sweep;
  private final String directory;
  private final SerializableConfiguration hadoop;
  private final int threads;
  private final SoftwareVersions software;
  private final TrialRunnerFactory runners;
  private final AdapterRetention adapters;
  private final CollectionAccumulator<String> labels;

  /**
   * @param directory the output directory, with its scheme
   * @param labels shows on Spark's stage page which task is which trial
   */
  TrialTask(
      String sweep,
      String directory,
      Configuration hadoop,
      int threads,
      SoftwareVersions software,
      TrialRunnerFactory runners,
      AdapterRetention adapters,
      CollectionAccumulator<String> labels) {
    this.sweep = sweep;
    this.directory = directory;
    this.hadoop = new SerializableConfiguration(hadoop);
    this.threads = threads;
    this.software = software;
    this.runners = runners;
    this.adapters = adapters;
    this.labels = labels;
  }

  @Override
  public void call(TrialOrder order) throws IOException {
    labels.add(order.label());
    Thread thread = Thread.currentThread();
    String threadName = thread.getName();
    thread.setName("trial " + order.trial().id() + " (" + order.label() + ")");
    Interruption.trialStarted();
    try {
      run(order);
    } finally {
      Interruption.trialEnded();
      thread.setName(threadName);
    }
  }

  private void run(TrialOrder order) throws IOException {
    String id = order.trial().id();
    ResultStore store = ResultStore.open(directory, hadoop.value());
    Optional<TrialRow> previous = store.find(id);
    if (previous.isPresent() && previous.get().status() == TrialStatus.SUCCEEDED) {
      // Another run of this sweep was faster, or Spark lost the answer of this very task.
      send(previous.get());
      return;
    }
    int attempt = previous.map(TrialRow::attempts).orElse(0) + 1;
    if (adapters == AdapterRetention.NONE) {
      run(order, store, attempt, null);
      return;
    }
    // Beside no tables: these may be where the native library cannot write.
    Path adapter = Files.createTempDirectory("dash-sweep-adapter-");
    try {
      run(order, store, attempt, adapter);
    } finally {
      FileUtil.fullyDelete(adapter.toFile());
    }
  }

  /**
   * One attempt.
   *
   * @param adapter where its adapter is written until it is stored, or null to keep none
   */
  private void run(TrialOrder order, ResultStore store, int attempt, @Nullable Path adapter)
      throws IOException {
    String id = order.trial().id();
    String host = host();
    LOGGER.info("Trial {} ({}) starts, attempt {}", id, order.label(), attempt);
    ProgressChannel.send(new TrialEvent.Started(id, host));

    Instant startedAt = Instant.now();
    @Nullable Path checkpoints = checkpointDirectory(store, id);
    TrialRequest request =
        new TrialRequest(
            id, order.trial().cell().values(), Device.CPU, threads, checkpoints, adapter);
    TaskContext task = TaskContext.get();
    TrialListener listener =
        new ThrottledListener(
            id, ProgressChannel::send, () -> Interruption.requested() || task.isInterrupted());
    @Nullable TrialResult result = null;
    Outcome outcome;
    try {
      result = SharedRunner.use(runners, runner -> runner.run(request, listener));
      outcome = Outcome.Succeeded.of(result);
      LOGGER.info("Trial {} succeeded: {}", id, outcome);
    } catch (Throwable thrown) {
      if (listener.cancelled() || thrown instanceof InterruptedException) {
        // No row: the next run goes on from the checkpoint.
        CancellationException cancelled = new CancellationException("Trial " + id + " was stopped");
        cancelled.initCause(thrown);
        throw cancelled;
      }
      outcome = Failures.outcome(thrown);
      LOGGER.error("Trial {} ({}) failed: {}", id, order.label(), outcome, thrown);
    }

    TrialRow row =
        new TrialRow(
            id,
            sweep,
            order.trial().cell().values(),
            attempt,
            host,
            startedAt,
            Instant.now(),
            software,
            order.trial().modelFingerprint(),
            order.trial().dataFingerprint(),
            order.floor(),
            outcome);
    if (result != null && adapter != null) {
      new AdapterStore(store).keep(id, adapter);
    }
    store.commit(row, result);
    if (checkpoints != null) {
      // A trial that failed starts its next attempt afresh: its state may be what made it fail.
      FileUtil.fullyDelete(checkpoints.toFile());
    }
    send(row);
  }

  private static void send(TrialRow row) {
    if (row.outcome() instanceof Outcome.Succeeded succeeded) {
      ProgressChannel.send(
          new TrialEvent.Succeeded(
              row.trialId(), succeeded.primaryMetric(), succeeded.primaryValue()));
    } else if (row.outcome() instanceof Outcome.Failed failed) {
      ProgressChannel.send(
          new TrialEvent.Failed(row.trialId(), failed.failureClass().name(), failed.message()));
    }
  }

  /** Checkpoints need a file system that the native library can write to. */
  private static @Nullable Path checkpointDirectory(ResultStore store, String id) {
    return store.directory().toUri().getScheme().equals("file")
        ? Path.of(store.directory().toUri().getPath(), "checkpoints", id)
        : null;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
