package org.dashsweep.jobs.progress;

import java.io.Serializable;

/**
 * A trial asks the driver whether it should go on beyond a rung.
 *
 * @param step updates done
 * @param metric what it is compared by
 * @param value of that metric
 */
public record ProgressQuestion(String trialId, int step, String metric, double value)
    implements Serializable {}
