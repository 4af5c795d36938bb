package org.dashsweep.jobs.analysis.result;

import org.jspecify.annotations.Nullable;

/**
 * The rank correlation of a cost and the quality of trials. A row of the table {@code
 * cost_correlations}.
 *
 * @param trials number of trials
 * @param correlation Spearman's ρ of cost and quality. Quality is the metric, or its negative where
 *     less is better: above 0, dearer trials are better
 * @param lower lower end of the 95 % interval, or null below four trials
 * @param upper upper end of the 95 % interval, or null below four trials
 */
public record CostCorrelationRow(
    AnalysedMetric analysed,
    Cost cost,
    int trials,
    double correlation,
    @Nullable Double lower,
    @Nullable Double upper) {}
