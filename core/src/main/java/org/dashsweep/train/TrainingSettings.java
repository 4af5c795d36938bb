package org.dashsweep.train;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a trial's training.
 *
 * @param totalSteps optimiser updates
 * @param microBatchSize examples that count as one forward pass; an update's passes add up to its
 *     batch, to rounding. With dropout each pass has masks of its own
 * @param examplesPerPass the most examples that are computed at once. A larger micro-batch is
 *     computed in parts, which add up to it as micro-batches do to a batch
 * @param seed of the dropout masks
 */
public record TrainingSettings(
    int totalSteps,
    int microBatchSize,
    int examplesPerPass,
    LearningRateSchedule schedule,
    AdamWSettings optimizer,
    long seed) {
  public TrainingSettings {
    if (totalSteps < 1) {
      throw new IllegalArgumentException("There must be at least 1 optimiser step: " + totalSteps);
    }
    if (microBatchSize < 1) {
      throw new IllegalArgumentException("micro-batch-size must be at least 1: " + microBatchSize);
    }
    if (examplesPerPass < 1) {
      throw new IllegalArgumentException("examplesPerPass must be at least 1: " + examplesPerPass);
    }
  }

  /** Computes with whole micro-batches. */
  public TrainingSettings(
      int totalSteps,
      int microBatchSize,
      LearningRateSchedule schedule,
      AdamWSettings optimizer,
      long seed) {
    this(totalSteps, microBatchSize, microBatchSize, schedule, optimizer, seed);
  }

  /**
   * Returns the same training with less memory.
   *
   * @param examples that are computed with at once, or null for whole micro-batches
   */
  public TrainingSettings limitedTo(@Nullable Integer examples) {
    return examples == null
        ? this
        : new TrainingSettings(totalSteps, microBatchSize, examples, schedule, optimizer, seed);
  }
}
