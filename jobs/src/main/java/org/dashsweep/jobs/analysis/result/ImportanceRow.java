package org.dashsweep.jobs.analysis.result;

import org.jspecify.annotations.Nullable;

/**
 * The importance of a setting, or of two together. A row of the table {@code importance}.
 *
 * @param setting in kebab case; null for parts that are no setting's
 * @param otherSetting the second of a pair, or null
 * @param importance of source EXACT the share of the variance over the grid; of source FOREST the
 *     loss of R² when the setting is permuted. Of a pair of source FOREST it is the part that both
 *     settings' importances count twice
 * @param lower lower end of the 95 % interval over folds; null for exact shares
 * @param upper upper end of the 95 % interval over folds; null for exact shares
 * @param joint of a pair of source FOREST the loss of R² when both are permuted together
 * @param degreesOfFreedom of the exact part
 * @param pValue of the F test of the exact part against the variance between seeds; null without
 *     seeds to test it with
 */
public record ImportanceRow(
    AnalysedMetric analysed,
    Source source,
    Part part,
    @Nullable String setting,
    @Nullable String otherSetting,
    double importance,
    @Nullable Double lower,
    @Nullable Double upper,
    @Nullable Double joint,
    @Nullable Long degreesOfFreedom,
    @Nullable Double pValue) {
  /** The origin of an importance. */
  public enum Source {
    /** Variance decomposition of a full grid: functional ANOVA without a model. */
    EXACT,
    /** Permutation in a random forest, on held-out trials. */
    FOREST
  }

  /** The part of the variance that an importance is of. */
  public enum Part {
    /** One setting alone. */
    SETTING,
    /** Two settings beyond the sum of each alone. */
    PAIR,
    /** Three settings and more together. */
    HIGHER,
    /** Trials that differ in the seed alone. */
    SEED
  }
}
