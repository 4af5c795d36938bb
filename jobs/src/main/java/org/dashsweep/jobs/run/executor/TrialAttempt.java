package org.dashsweep.jobs.run.executor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.TaskContext;
import org.dashsweep.jobs.asha.RungReporter;
import org.dashsweep.jobs.progress.ProgressChannel;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.dashsweep.jobs.run.protocol.Slots;
import org.dashsweep.jobs.run.protocol.TaskSettings;
import org.dashsweep.jobs.run.protocol.TrialSpec;
import org.dashsweep.jobs.storage.TrialCheckpoints;
import org.dashsweep.jobs.tables.ImageStore;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Rung;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialCancelledException;
import org.dashsweep.trial.TrialException;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStoppedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a trial.
 *
 * @param store the output directory
 * @param adapter where its adapter is written until it is stored, or null to keep none
 * @param gotFurther is called when its checkpoint has more updates than it started with
 * @param microBatchSize examples of a forward and backward pass, or null if the trial has no such
 *     thing
 * @param threads to compute with
 */
record TrialAttempt(
    TaskSettings settings,
    TrialSpec order,
    ResultStore store,
    TaskDevice device,
    TrialCheckpoints checkpoints,
    @Nullable Path adapter,
    Runnable gotFurther,
    @Nullable Integer microBatchSize,
    int threads) {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrialAttempt.class);

  /**
   * The end of an attempt.
   *
   * @param result if it succeeded
   * @param phase it was in
   */
  record Ended(Outcome outcome, @Nullable TrialResult result, TrialListener.Phase phase) {}

  /** It was asked to stop; its checkpoint is kept. */
  static final class StoppedException extends Exception {
    StoppedException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  Ended run() throws StoppedException {
    String id = order.trial().id();
    TaskContext task = TaskContext.get();
    StopSignal stop =
        new StopSignal(
            () -> Interruption.requested() || task.isInterrupted() || Decommissioning.requested(),
            settings.rules().deadline(),
            System::nanoTime);
    AttemptListener listener =
        new AttemptListener(
            judged(ProgressChannel.listener(id, () -> stop.reason() != null)),
            checkpoints,
            gotFurther);
    try {
      TrialRequest request = request();
      TrialResult result =
          SharedRunner.use(settings.runners(), runner -> runner.run(request, listener))
              .on(device.toString());
      Outcome outcome = new Outcome.Succeeded(result.summary());
      LOGGER.info("Trial {} succeeded: {}", id, outcome);
      return new Ended(outcome, result, listener.phase());
    } catch (TrialStoppedException stopped) {
      Outcome outcome = stoppedEarly(stopped.rung());
      LOGGER.info("Trial {} ({}) was stopped early: {}", id, order.label(), outcome);
      return new Ended(outcome, null, listener.phase());
    } catch (Throwable thrown) {
      StopSignal.Reason reason = stop.reason();
      if (reason == StopSignal.Reason.INTERRUPTED || thrown instanceof InterruptedException) {
        throw new StoppedException(thrown);
      }
      Outcome outcome =
          reason == StopSignal.Reason.DEADLINE && thrown instanceof TrialCancelledException
              ? late(thrown)
              : Failures.outcome(thrown);
      LOGGER.error("Trial {} ({}) failed: {}", id, order.label(), outcome, thrown);
      return new Ended(outcome, null, listener.phase());
    }
  }

  private TrialListener judged(TrialListener listener) {
    Exploration exploration = settings.exploration();
    return exploration == null
        ? listener
        : new RungReporter(order.trial().id(), exploration, store, listener);
  }

  private Outcome stoppedEarly(Rung rung) {
    return new Outcome.Stopped(
        rung.step(),
        rung.metric(),
        rung.value(),
        Objects.requireNonNull(settings.exploration()).rule());
  }

  private Outcome late(Throwable thrown) {
    Duration deadline = settings.rules().deadline();
    return new Outcome.Failed(
        FailureClass.DEADLINE,
        String.format(
            Locale.ROOT,
            "%s, when it had taken more than %d s (--deadline); the next run goes on from there",
            thrown.getMessage(),
            deadline == null ? 0 : deadline.toSeconds()));
  }

  /** An executor's machine is not known before: here it is. */
  private void requireCores() {
    try {
      Slots.requireCores(
          settings.resources().threads(), Runtime.getRuntime().availableProcessors());
    } catch (IllegalArgumentException e) {
      throw new TrialException(FailureClass.BAD_INPUT, e);
    }
  }

  private TrialRequest request() {
    requireCores();
    return new TrialRequest(
        order.trial().id(),
        order.trial().config(),
        device.device(),
        threads,
        checkpoints.directory(),
        adapter,
        settings.rules().checkpoints(),
        microBatchSize,
        new ImageStore(store, order.trial().id()));
  }
}
