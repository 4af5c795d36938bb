package org.dashsweep.train;

import java.util.List;
import org.dashsweep.data.BatchOrder;

/**
 * The examples that each optimiser step of a trial trains on. They are a pure function of the step,
 * so a trial resumes anywhere with no state. The last epoch asked for is kept, so that going on is
 * cheap. It is confined to one thread.
 */
public final class BatchSchedule {
  private final int[] lengths;
  private final int batchSize;
  private final BatchOrder order;
  private final long seed;
  private int keptEpoch = -1;
  private List<int[]> keptBatches = List.of();

  /**
   * Makes a trial's schedule.
   *
   * @param lengths tokens of each training example
   * @param batchSize examples of a step
   * @param seed of the trial's data order
   * @throws IllegalArgumentException if there are no examples or the batch size is not positive
   */
  public BatchSchedule(int[] lengths, int batchSize, BatchOrder order, long seed) {
    if (lengths.length == 0) {
      throw new IllegalArgumentException("there must be at least 1 training example");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1: " + batchSize);
    }
    this.lengths = lengths.clone();
    this.batchSize = batchSize;
    this.order = order;
    this.seed = seed;
  }

  /** Steps of one epoch, the one with the smaller batch included. */
  public int stepsPerEpoch() {
    return stepsPerEpoch(lengths.length, batchSize);
  }

  /**
   * Steps of one epoch.
   *
   * @param examples training examples
   * @param batchSize examples of a step
   */
  public static int stepsPerEpoch(int examples, int batchSize) {
    return (int) (((long) examples + batchSize - 1) / batchSize);
  }

  /**
   * Steps of a number of epochs, a fraction of a step counting as a step.
   *
   * @param examples training examples
   * @param batchSize examples of a step
   * @param epochs may be fractional
   * @throws IllegalArgumentException if the epochs are negative or no number
   * @throws ArithmeticException if there are more steps than an int holds
   */
  public static int stepsOf(int examples, int batchSize, double epochs) {
    if (!(epochs >= 0)) {
      throw new IllegalArgumentException("epochs must be at least 0: " + epochs);
    }
    // A hair less, because 30 * 0.1 is 3.0000000000000004 and means 3 steps.
    double steps = stepsPerEpoch(examples, batchSize) * epochs - 1e-9;
    return Math.toIntExact((long) Math.ceil(steps));
  }

  /**
   * Indices of the examples of a step.
   *
   * @param step optimiser step from 1, through as many epochs as asked for
   */
  public int[] batch(int step) {
    if (step < 1) {
      throw new IllegalArgumentException("step must be at least 1: " + step);
    }
    int epoch = (step - 1) / stepsPerEpoch();
    if (epoch != keptEpoch) {
      keptBatches = order.epoch(lengths, batchSize, seed, epoch);
      keptEpoch = epoch;
    }
    return keptBatches.get((step - 1) % stepsPerEpoch()).clone();
  }
}
