package org.dashsweep.jobs.verdict;

/**
 * The probability that a seed of a method is better than a seed of another, averaged over tasks,
 * each method at its best rate.
 *
 * @param tasks that it is averaged over
 * @param low end of its 95 % interval by the stratified bootstrap
 * @param high end of its 95 % interval
 */
public record ImprovementRow(
    int tasks, String method, String baseline, double probability, double low, double high) {}
