package org.dashsweep.jobs.analysis.result;

import org.jspecify.annotations.Nullable;

/**
 * The mean of a metric at one value each of two settings: a cell of a heat map. A row of the table
 * {@code interactions}.
 *
 * @param setting the first setting, in kebab case
 * @param value of the first, as in {@link MarginalRow}
 * @param number the first value as a number, or null
 * @param position of the first value, from 0
 * @param otherSetting the second setting, in kebab case
 * @param otherValue of the second
 * @param otherNumber the second value as a number, or null
 * @param otherPosition of the second value, from 0
 * @param trials number of trials with both values
 * @param lower lower end of the 95 % interval, or null if there is none
 * @param upper upper end of the 95 % interval, or null if there is none
 */
public record InteractionRow(
    AnalysedMetric analysed,
    String setting,
    String value,
    @Nullable Double number,
    int position,
    String otherSetting,
    String otherValue,
    @Nullable Double otherNumber,
    int otherPosition,
    int trials,
    double mean,
    @Nullable Double lower,
    @Nullable Double upper) {}
