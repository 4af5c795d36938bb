package org.dashsweep.adapter;

import java.util.Locale;

/**
 * The course of AdaLoRA's budget of ranks (Zhang et al., 2023, equation 12, as PEFT counts
 * updates). It falls along a cubic between a warm-up and a final phase.
 *
 * @param warmUp updates, counted from 0, up to which nothing is masked
 * @param finalPhase updates at the end with the last budget, whose mask stays
 * @param interval a mask follows every update whose number is a multiple of it
 */
public record RankBudget(int warmUp, int finalPhase, int interval) {
  public RankBudget {
    if (warmUp < 0 || finalPhase < 0 || interval < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "budget-warmup-steps and budget-final-steps must not be negative, budget-interval at"
                  + " least 1: %d, %d, %d",
              warmUp,
              finalPhase,
              interval));
    }
  }

  /** Refuses a training without updates in which the budget falls. */
  void requireReachable(long updates) {
    if ((long) warmUp + finalPhase >= updates) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "budget-warmup-steps and budget-final-steps must leave some of the %d updates of the"
                  + " training, or the budget never falls: %d, %d",
              updates,
              warmUp,
              finalPhase));
    }
  }

  /**
   * Returns the budget after an update.
   *
   * @param update index from 0
   * @param total updates of the training
   * @param initial ranks of all matrices together
   * @param target ranks that are left at the end
   */
  long at(long update, long total, long initial, long target) {
    if (update <= warmUp) {
      return initial;
    }
    if (update > total - finalPhase) {
      return target;
    }
    double left = 1 - (double) (update - warmUp) / (total - finalPhase - warmUp);
    return (long) ((initial - target) * Math.pow(left, 3) + target);
  }

  /** Tells whether an update counts for the scores. */
  boolean scores(long update, long total) {
    return update < total - finalPhase;
  }

  /** Tells whether a mask follows an update. */
  boolean masks(long update, long total) {
    long last = total - finalPhase;
    return update > warmUp && (update >= last || update % interval == 0);
  }
}
