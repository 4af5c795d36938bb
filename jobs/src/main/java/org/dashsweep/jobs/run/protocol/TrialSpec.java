package org.dashsweep.jobs.run.protocol;

import java.io.Serializable;
import org.dashsweep.sweep.Trial;
import org.dashsweep.trial.EvaluationRows;

/**
 * A trial to run, as it crosses to an executor.
 *
 * @param label what tells it from the others of its sweep, for people
 * @param rows that it is evaluated on
 */
public record TrialSpec(Trial trial, String label, EvaluationRows rows) implements Serializable {}
