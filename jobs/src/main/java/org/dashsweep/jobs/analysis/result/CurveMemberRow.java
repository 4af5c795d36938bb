package org.dashsweep.jobs.analysis.result;

import org.jspecify.annotations.Nullable;

/**
 * The cluster that a trial's learning curve belongs to. A row of the table {@code curve_members}.
 *
 * @param task that the trial learns
 * @param evaluationFingerprint content hash of the evaluated rows, or null if unknown
 * @param curve the metric of the curve, as in {@link CurveClusterRow}
 * @param cluster number of the cluster, from 1
 * @param method the fine-tuning method
 */
public record CurveMemberRow(
    String task,
    @Nullable String evaluationFingerprint,
    String curve,
    int cluster,
    String trialId,
    String method) {}
