package org.dashsweep.jobs.run;

import java.io.Serializable;
import org.dashsweep.sweep.Trial;
import org.jspecify.annotations.Nullable;

/**
 * A trial to run, as it crosses to an executor.
 *
 * @param label what tells it from the others of its sweep, for people
 * @param floor what an answer that ignores the input scores, or null
 */
record TrialOrder(Trial trial, String label, @Nullable Double floor) implements Serializable {}
