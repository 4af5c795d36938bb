package org.dashsweep.jobs.tables;

/**
 * A row of a table that has many rows per trial.
 *
 * @param trialId whose row it is
 * @param entry the row's own content
 */
public record EntryRow<T>(String trialId, T entry) {}
