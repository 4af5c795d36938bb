package org.dashsweep.jobs.rescore;

/**
 * A trial whose predictions give no metrics: it stays as it is.
 *
 * @param message why
 */
public record UnscorableTrial(String trialId, String message) {}
