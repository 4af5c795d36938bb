package org.dashsweep.jobs.asha;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.sweep.Exploration;

/**
 * Asynchronous successive halving, in the variant that stops trials instead of pausing and
 * promoting them. Source: Li et al., "A system for massively parallel hyperparameter tuning", MLSys
 * 2020. Optuna's {@code SuccessiveHalvingPruner} and the {@code ASHAScheduler} of Ray Tune stop
 * trials too.
 *
 * <p>A trial goes on from a rung if its value is among the best max(1, ⌊n / η⌋) recorded there so
 * far. The n values include its own. This is Optuna's rule. Equals of the last value that goes on
 * go on too; NaN never does. Ray Tune, by contrast, compares with an interpolated quantile of the
 * earlier values, and the first trial of a rung goes on. The answer depends only on trials that
 * came before: nobody waits.
 *
 * <p>Memory: about 100 bytes for each trial and rung. Safe for several threads.
 */
public final class SuccessiveHalving {
  private final Exploration rule;
  private final Comparator<Double> bestFirst;
  private final Map<Integer, Level> levels = new HashMap<>();

  public SuccessiveHalving(Exploration rule) {
    this.rule = rule;
    Comparator<Double> ascending = Comparator.naturalOrder();
    // NaN is more than any number to Double, and last whatever the goal.
    this.bestFirst =
        rule.goal() == Exploration.Goal.MINIMIZE
            ? ascending
            : Comparator.<Double, Boolean>comparing(value -> value.isNaN())
                .thenComparing(ascending.reversed());
  }

  /** The trials of one rung. */
  private static final class Level {
    private final Map<String, Boolean> decisions = new HashMap<>();
    private final List<Double> bestFirst = new ArrayList<>();
  }

  /**
   * Judges a trial that has reached a rung, for good: asked again, the answer is the same.
   *
   * @param rung updates done
   * @param value of the rule's metric
   * @return whether the trial goes on
   */
  public synchronized boolean judge(String trialId, int rung, double value) {
    Level level = levels.computeIfAbsent(rung, step -> new Level());
    Boolean before = level.decisions.get(trialId);
    if (before != null) {
      return before;
    }
    insert(level, value);
    int promising = Math.max(1, level.bestFirst.size() / rule.reductionFactor());
    double last = level.bestFirst.get(promising - 1);
    boolean goesOn = !Double.isNaN(value) && bestFirst.compare(value, last) <= 0;
    level.decisions.put(trialId, goesOn);
    return goesOn;
  }

  /** Takes over what was decided before this object was made. */
  public synchronized void recall(String trialId, int rung, double value, boolean wentOn) {
    Level level = levels.computeIfAbsent(rung, step -> new Level());
    if (level.decisions.putIfAbsent(trialId, wentOn) == null) {
      insert(level, value);
    }
  }

  private void insert(Level level, double value) {
    int found = Collections.binarySearch(level.bestFirst, value, bestFirst);
    level.bestFirst.add(found < 0 ? -found - 1 : found, value);
  }
}
