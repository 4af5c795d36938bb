package org.dashsweep.jobs.analysis.result;

import org.jspecify.annotations.Nullable;

/**
 * A point of the mean learning curve of a cluster of trials. A row of the table {@code
 * curve_clusters}.
 *
 * @param task that the trials learn
 * @param evaluationFingerprint content hash of the evaluated rows, or null if unknown
 * @param curve the metric of the curves; {@code loss} is that of updates
 * @param cluster number of the cluster, from 1, the one that ends best first
 * @param trials number of trials in the cluster
 * @param silhouette mean silhouette of all trials of the task (Rousseeuw 1987); 0 where the curves
 *     form one cluster alone
 * @param point index of the point, from 0
 * @param progress share of the training that is done, from 0 to 1
 * @param mean of the cluster's trials at the point
 * @param lower smallest value of the cluster's trials there
 * @param upper largest value of the cluster's trials there
 */
public record CurveClusterRow(
    String task,
    @Nullable String evaluationFingerprint,
    String curve,
    int cluster,
    int trials,
    double silhouette,
    int point,
    double progress,
    double mean,
    double lower,
    double upper) {}
