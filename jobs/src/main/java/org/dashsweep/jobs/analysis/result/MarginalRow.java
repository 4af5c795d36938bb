package org.dashsweep.jobs.analysis.result;

import org.jspecify.annotations.Nullable;

/**
 * The mean of a metric at one value of a setting, over everything else. A row of the table {@code
 * marginals}.
 *
 * @param setting in kebab case
 * @param value as sweep files write it, a range where there are many, or {@code –} for trials
 *     without the setting
 * @param number the value of a numeric setting, or the middle of a range
 * @param position of the value among the setting's, from 0
 * @param trials number of trials with the value
 * @param lower lower end of the 95 % interval, or null if there is none
 * @param upper upper end of the 95 % interval, or null if there is none
 */
public record MarginalRow(
    AnalysedMetric analysed,
    Estimate estimate,
    String setting,
    String value,
    @Nullable Double number,
    int position,
    int trials,
    double mean,
    @Nullable Double lower,
    @Nullable Double upper) {
  /** The way a mean is taken. */
  public enum Estimate {
    /** Mean of the trials. Of a full grid every value meets the same other settings. */
    MEAN,
    /** Mean prediction of the forest with the setting fixed: partial dependence (Friedman 2001). */
    FOREST
  }
}
