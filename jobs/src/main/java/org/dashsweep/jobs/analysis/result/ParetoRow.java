package org.dashsweep.jobs.analysis.result;

/**
 * A configuration's quality and cost, as means over its seeds. A row of the table {@code pareto}.
 *
 * @param method the fine-tuning method
 * @param configuration method and settings that vary, such as {@code lora, rank 8}
 * @param trials number of its trials
 * @param value mean of the metric
 * @param costValue mean of the cost, in the cost's unit
 * @param onFront whether no other configuration costs no more and is no worse, and better in one of
 *     both
 */
public record ParetoRow(
    AnalysedMetric analysed,
    Cost cost,
    String method,
    String configuration,
    int trials,
    double value,
    double costValue,
    boolean onFront) {}
