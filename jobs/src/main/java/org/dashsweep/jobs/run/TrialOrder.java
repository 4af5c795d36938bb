package org.dashsweep.jobs.run;

import java.io.Serializable;
import org.dashsweep.sweep.Trial;
import org.jspecify.annotations.Nullable;

/**
 * A trial to run, as it crosses to an executor.
 *
 * @param label what tells it from the others of its sweep, for people
 * @param majorityAccuracy share of the evaluation split's most frequent label, or null
 */
record TrialOrder(Trial trial, String label, @Nullable Double majorityAccuracy)
    implements Serializable {}
