package org.dashsweep.train;

import java.util.Locale;

/**
 * The learning rate of each update, with a linear warm-up from zero, as Hugging Face's {@code
 * get_scheduler} has it.
 *
 * @param shape after the warm-up
 * @param peak the largest learning rate
 * @param warmUpSteps updates of the warm-up; the first of them has a rate of zero
 * @param totalSteps updates in all
 */
public record LearningRateSchedule(Shape shape, double peak, int warmUpSteps, int totalSteps) {
  /** The course of the rate after the warm-up. */
  public enum Shape {
    /** Falls linearly to zero. */
    LINEAR,
    /** Falls to zero along half a cosine. */
    COSINE,
    /** Stays at its peak. */
    CONSTANT
  }

  public LearningRateSchedule {
    if (!(peak > 0 && Double.isFinite(peak))) {
      throw new IllegalArgumentException("learning-rate must be above 0: " + peak);
    }
    if (warmUpSteps < 0 || warmUpSteps > totalSteps) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "warm-up must be between 0 and the %d updates in all: %d",
              totalSteps,
              warmUpSteps));
    }
  }

  /**
   * Returns the rate of one update.
   *
   * @param step from 1
   */
  public double at(int step) {
    int done = step - 1;
    if (done < warmUpSteps) {
      return peak * done / warmUpSteps;
    }
    double progress = (double) (done - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps);
    return switch (shape) {
      case LINEAR -> peak * (1 - progress);
      case COSINE -> peak * 0.5 * (1 + Math.cos(Math.PI * progress));
      case CONSTANT -> peak;
    };
  }
}
