package org.dashsweep.adapter;

/**
 * The position of a training.
 *
 * @param updates optimiser updates done
 * @param forwards forward passes done, evaluation included
 * @param totalUpdates optimiser updates of the whole training
 * @param seed of the training's random numbers
 */
public record TrainingClock(long updates, long forwards, long totalUpdates, long seed) {
  /** A position in a training whose length and seed are of no matter. */
  public static TrainingClock at(long updates, long forwards) {
    return new TrainingClock(updates, forwards, Long.MAX_VALUE, 0);
  }
}
