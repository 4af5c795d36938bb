package org.dashsweep.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Early stopping of a sweep that only looks for good settings, by asynchronous successive halving.
 * Source: Li et al., "A system for massively parallel hyperparameter tuning", 2020.
 *
 * <p>A trial is judged at rungs: after {@code firstRung} updates, then after {@code
 * reductionFactor} times as many each time. All rungs lie before the end of its training.
 *
 * @param metric by which trials are compared: one of the trial's evaluations, or {@link
 *     #TRAINING_LOSS}
 * @param goal the direction in which values are better
 * @param firstRung updates before a trial is first judged
 * @param reductionFactor η: of the trials at a rung, about one in so many goes on
 */
public record Exploration(String metric, Goal goal, int firstRung, int reductionFactor)
    implements Serializable {
  /** The mean loss of the updates since the rung before. It needs no evaluation. */
  public static final String TRAINING_LOSS = "training-loss";

  /** Li et al. use 4, as do Ray Tune and Optuna. */
  public static final int DEFAULT_REDUCTION_FACTOR = 4;

  /** The direction in which values of a metric are better. */
  public enum Goal {
    MAXIMIZE,
    MINIMIZE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Exploration {
    if (firstRung < 1) {
      throw new IllegalArgumentException("firstRung must be at least 1: " + firstRung);
    }
    if (reductionFactor < 2) {
      throw new IllegalArgumentException("reductionFactor must be at least 2: " + reductionFactor);
    }
  }

  /**
   * Returns the rungs of a trial, ascending.
   *
   * @param totalSteps updates of its whole training
   */
  public List<Integer> rungs(int totalSteps) {
    List<Integer> rungs = new ArrayList<>();
    for (long rung = firstRung; rung < totalSteps; rung *= reductionFactor) {
      rungs.add((int) rung);
    }
    return rungs;
  }

  /**
   * Returns the whole rule as one text: trials that it stopped need not run again under the same.
   */
  public String rule() {
    return String.format(
        Locale.ROOT,
        "asha %s %s first-rung %d reduction-factor %d",
        metric,
        goal.text(),
        firstRung,
        reductionFactor);
  }
}
