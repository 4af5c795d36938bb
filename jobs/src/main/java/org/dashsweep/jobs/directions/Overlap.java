package org.dashsweep.jobs.directions;

/**
 * The directions that two trials have in common, in the mean over matrices and pairs of trials.
 *
 * @param model as the sweep names it
 * @param tasks the task of both, or the two tasks
 * @param method of both
 * @param rank of both; empty for a method without one
 * @param pairs of trials
 * @param shared directions in the top 8 of both
 * @param random what two random choices share
 */
public record Overlap(
    String model,
    String tasks,
    String method,
    String rank,
    int pairs,
    double shared,
    double random) {}
