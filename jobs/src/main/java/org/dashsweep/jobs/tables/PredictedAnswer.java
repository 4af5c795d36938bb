package org.dashsweep.jobs.tables;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a row of the table of predictions, without text and logits.
 *
 * @param split the evaluation set
 * @param scorer how the prediction was made, where there is more than one way
 * @param prediction empty if the model gave none
 * @param correct null for scores, which are not right or wrong
 */
public record PredictedAnswer(
    String dataset,
    String split,
    @Nullable String scorer,
    String exampleId,
    String label,
    String prediction,
    @Nullable Boolean correct) {}
