package org.dashsweep.jobs.verdict;

import org.jspecify.annotations.Nullable;

/**
 * The reproducibility of a configuration's answers, and how many of them are none.
 *
 * @param rows what tells the evaluated rows from others of the task; empty if there are no others
 * @param settings that vary among the sweep's trials
 * @param shareEqual mean over pairs of seeds of the share of equal answers; null for one seed and
 *     for scores
 * @param kappa mean over pairs of seeds of Cohen's κ; null as above, or if every answer is one
 * @param unparsed share of examples without an answer; null if no answers are known
 * @param belowFloor share of the seeds that are not better than the constant answer; null if its
 *     score is not known
 */
public record AgreementRow(
    String task,
    String rows,
    String metric,
    String method,
    String settings,
    int seeds,
    @Nullable Double shareEqual,
    @Nullable Double kappa,
    @Nullable Double unparsed,
    @Nullable Double belowFloor) {}
