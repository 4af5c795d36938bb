package org.dashsweep.train;

/**
 * How a trial trains.
 *
 * @param totalSteps optimiser updates
 * @param microBatchSize examples of one forward and backward pass; an update's passes add up to its
 *     batch exactly, to rounding (with dropout each pass has masks of its own)
 * @param seed of the dropout masks
 */
public record TrainingSettings(
    int totalSteps,
    int microBatchSize,
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
  }
}
