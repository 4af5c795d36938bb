package org.dashsweep.jobs.grouping;

import org.dashsweep.jobs.tables.TrialRowEssence;
import org.dashsweep.sweep.Exploration;

/** Says how the trials that an exploration let finish were chosen. */
public final class Survival {
  private Survival() {}

  /**
   * Returns a clause on the survivors.
   *
   * @param rule of the exploration
   */
  public static String of(TrialRowEssence trial, String rule) {
    String[] words = rule.split(" ", -1);
    String metric = words.length > 1 ? words[1] : "their values";
    return "trials that explore let finish, chosen by " + chosenBy(trial, metric);
  }

  private static String chosenBy(TrialRowEssence trial, String metric) {
    if (metric.equals(Exploration.TRAINING_LOSS)) {
      return metric;
    }
    return trial.settings().containsKey("validation-rows")
        ? metric + " on validation rows"
        : metric + " on the very rows that are reported, which flatters their means";
  }
}
