package org.dashsweep.jobs.tables;

import org.dashsweep.trial.TrialResult;

/**
 * A trial that succeeded, with all it measured.
 *
 * @param row its own row
 * @param result what its rows in the other tables are made of
 */
public record FinishedTrial(TrialRow row, TrialResult result) {}
