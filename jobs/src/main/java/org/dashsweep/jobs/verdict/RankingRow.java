package org.dashsweep.jobs.verdict;

import org.jspecify.annotations.Nullable;

/**
 * A method's place over several tasks, each method at its best rate.
 *
 * @param tasks that all ranked methods have
 * @param meanRank over the tasks; 1 is best
 * @param criticalDifference mean ranks that differ by less are not told apart (Nemenyi, 5 %)
 * @param friedmanP of the hypothesis that all methods are alike (Iman and Davenport)
 * @param interquartileMean of the values of all tasks and seeds; null if a metric is better when it
 *     is smaller
 * @param low end of its 95 % interval by the stratified bootstrap
 * @param high end of its 95 % interval
 */
public record RankingRow(
    int tasks,
    String method,
    double meanRank,
    double criticalDifference,
    double friedmanP,
    @Nullable Double interquartileMean,
    @Nullable Double low,
    @Nullable Double high) {}
