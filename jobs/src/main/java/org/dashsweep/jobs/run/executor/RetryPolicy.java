package org.dashsweep.jobs.run.executor;

import java.time.Duration;
import java.util.Optional;
import org.dashsweep.jobs.results.Outcome;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/**
 * Whether a trial that failed is tried again within its task: with half the micro-batch where
 * training ran out of memory, after a pause where storage failed. What else fails would fail again.
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

  /** The micro-batch after one that there was no memory for. */
  static int half(int microBatchSize) {
    return (microBatchSize + 1) / 2;
  }

  /**
   * What follows a failure.
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
