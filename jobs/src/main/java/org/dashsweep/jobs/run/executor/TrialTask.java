package org.dashsweep.jobs.run.executor;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.dashsweep.jobs.progress.ProgressChannel;
import org.dashsweep.jobs.progress.ProgressEvent;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.dashsweep.jobs.run.protocol.TaskSettings;
import org.dashsweep.jobs.run.protocol.TrialSpec;
import org.dashsweep.jobs.run.protocol.TrialSummary;
import org.dashsweep.jobs.storage.CheckpointStore;
import org.dashsweep.jobs.storage.TrialCheckpoints;
import org.dashsweep.jobs.tables.AttemptStore;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;

/**
 * Runs one trial on an executor and commits its rows, whether it succeeded or threw. Only an error
 * that keeps the rows from being written fails the task.
 */
public final class TrialTask implements Function<TrialSpec, TrialSummary> {
  private final TaskSettings settings;
  private final String directory;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final StageTaskLabel label;

  /**
   * @param directory the output directory, with its scheme
   * @param hadoop read once in each executor: it takes longer than all else that a task brings
   * @param label shows on Spark's stage page which task is which trial
   */
  public TrialTask(
      TaskSettings settings,
      String directory,
      Broadcast<SerializableConfiguration> hadoop,
      StageTaskLabel label) {
    this.settings = settings;
    this.directory = directory;
    this.hadoop = hadoop;
    this.label = label;
  }

  @Override
  public TrialSummary call(TrialSpec order) throws IOException {
    Interruption.requireNone();
    label.add(order.trial().id() + " (" + order.label() + ")");
    Thread thread = Thread.currentThread();
    String threadName = thread.getName();
    thread.setName("trial " + order.trial().id() + " (" + order.label() + ")");
    Interruption.trialStarted();
    try {
      TrialRow row = run(order);
      send(row);
      return TrialSummary.of(row, order.label());
    } finally {
      Interruption.trialEnded();
      thread.setName(threadName);
    }
  }

  private TrialRow run(TrialSpec order) throws IOException {
    String id = order.trial().id();
    String application = SparkEnv.get().conf().getAppId();
    BackOff storage = new BackOff(settings.rules().storageRetries());
    ResultStore store = ResultStore.open(directory, hadoop.value().value());
    Optional<TrialRow> previous = storage.call(() -> store.find(id));
    if (previous.isPresent() && isDone(previous.get())) {
      // Another run of this sweep was faster, or Spark lost the answer of this very task.
      return previous.get();
    }
    AttemptLog attempts =
        storage.call(() -> AttemptLog.open(new AttemptStore(store), id, previous));
    if (previous.isPresent() && attempts.committedBy(application)) {
      // It failed in this run, and Spark lost the answer.
      return previous.get();
    }
    try (TrialCheckpoints checkpoints =
        storage.call(() -> new CheckpointStore(store.output()).open(id, attempts::isCurrent))) {
      return new TrialExecution(
              settings, order, store, attempts, checkpoints, LostDevice.ofProcess(), application)
          .run();
    }
  }

  private boolean isDone(TrialRow row) {
    return row.status() == TrialStatus.SUCCEEDED
        || (row.outcome() instanceof Outcome.Stopped stopped
            && settings.exploration() != null
            && stopped.stoppedBy().equals(settings.exploration().rule()));
  }

  private static void send(TrialRow row) {
    if (row.outcome() instanceof Outcome.Succeeded succeeded) {
      TrialResult.Score score = succeeded.summary().score();
      ProgressChannel.send(
          new ProgressEvent.Succeeded(row.trialId(), score.primaryMetric(), score.primaryValue()));
    } else if (row.outcome() instanceof Outcome.Failed failed) {
      ProgressChannel.send(
          new ProgressEvent.Failed(
              row.trialId(), failed.failureClass().name(), failed.failureMessage()));
    } else if (row.outcome() instanceof Outcome.Stopped stopped) {
      ProgressChannel.send(
          new ProgressEvent.Stopped(
              row.trialId(),
              stopped.stoppedStep(),
              stopped.stoppedMetric(),
              stopped.stoppedValue()));
    }
  }
}
