package org.dashsweep.jobs.results;

/**
 * A row of a table that has many rows per trial.
 *
 * @param trialId whose row it is
 * @param entry the row's own content
 */
public record TrialEntry<T>(String trialId, T entry) {}
