package org.dashsweep.jobs.verdict;

import org.jspecify.annotations.Nullable;

/**
 * A point of a metric's curve over the learning rate: one method with one rate.
 *
 * @param rows what tells the evaluated rows from others of the task; empty if there are no others
 * @param rank null for a method without one
 * @param settings that vary among the sweep's trials, but the rate
 * @param seeds that the value is over
 * @param value mean of the metric on the reported rows
 * @param low end of its 95 % interval; null if nothing is known of the spread
 * @param high end of its 95 % interval
 * @param chosenBy metric on the held-out training rows; null if there are none
 * @param validation mean of that metric
 * @param chosen whether it is the method's best by that metric
 * @param ratesTried number of rates of this method and these settings
 * @param regret expected loss of value if only one of the rates, drawn by lot, had been tried; null
 *     without held-out rows
 */
public record RateRow(
    String task,
    String rows,
    String metric,
    String method,
    @Nullable Long rank,
    String settings,
    double learningRate,
    int seeds,
    double value,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable String chosenBy,
    @Nullable Double validation,
    boolean chosen,
    int ratesTried,
    @Nullable Double regret) {}
