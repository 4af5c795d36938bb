package org.dashsweep.trial;

import java.util.List;

/**
 * Makes the metrics of trials anew from the predictions that they left, by today's rules. Needs
 * neither models nor data.
 */
public interface Rescoring {
  /**
   * A prediction as it would be stored today: what the model put out is the same, what is read out
   * of it may differ.
   */
  TrialResult.Prediction read(TrialResult.Prediction stored);

  /**
   * The metrics of a trial's predictions; those that cannot be told from predictions are absent.
   *
   * @param predictions all that a trial left, in their order, as {@link #read} gives them
   * @param step updates done when they were made
   */
  List<TrialResult.Evaluation> evaluations(List<TrialResult.Prediction> predictions, int step);
}
