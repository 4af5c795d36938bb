package org.dashsweep.jobs.run.executor;

import java.time.Duration;
import java.util.Optional;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a trial that failed is tried again within its task. Training that ran out of
 * memory gets half the micro-batch; storage that failed gets a pause. Other failures would repeat.
 */
final class RetryPolicy {
  private final int storageRetries;
  private int storageFailures;

  RetryPolicy(int storageRetries) {
    this.storageRetries = storageRetries;
  }

  /**
   * The next attempt.
   *
   * @param microBatchSize examples of a forward and backward pass, or null if the trial has no such
   *     thing
   * @param pause before it
   */
  record Again(@Nullable Integer microBatchSize, Duration pause) {}

  /** Returns the micro-batch after one that there was no memory for. */
  static int half(int microBatchSize) {
    return (microBatchSize + 1) / 2;
  }

  /**
   * Returns the next attempt after a failure; empty if there is none.
   *
   * @param phase the trial was in
   * @param microBatchSize it had
   */
  Optional<Again> after(
      Outcome.Failed failed, TrialListener.Phase phase, @Nullable Integer microBatchSize) {
    return switch (failed.failureClass()) {
      case OUT_OF_MEMORY ->
          phase == TrialListener.Phase.TRAINING && microBatchSize != null && microBatchSize > 1
              ? Optional.of(new Again(half(microBatchSize), Duration.ZERO))
              : Optional.empty();
      case STORAGE ->
          storageFailures++ < storageRetries
              ? Optional.of(new Again(microBatchSize, BackOff.pause(storageFailures)))
              : Optional.empty();
      case DIVERGED, BAD_INPUT, INTERNAL, DEVICE, LOST, DEADLINE -> Optional.empty();
    };
  }
}
