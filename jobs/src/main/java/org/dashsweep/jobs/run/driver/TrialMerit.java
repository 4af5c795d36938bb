package org.dashsweep.jobs.run.driver;

import java.util.List;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.data.LabelledData;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * The value by which the best trial of its kind is chosen: its primary metric on held-out training
 * rows if the trial has a validation split, otherwise its primary value.
 *
 * @param kind the trials that it can be compared with
 * @param judged the metric, and the rows that it was measured on
 * @param value of the metric, in the state that the trial is judged by
 */
public record TrialMerit(Kind kind, TrialResult.Judged judged, double value) {
  /**
   * Trials whose values can be compared.
   *
   * @param method as sweep files call it
   * @param model content of the base model
   * @param data content of the training rows
   * @param questions content of the rows that trials are evaluated on, or null if unknown
   * @param metric that they are judged by
   * @param launch of the state that is kept: LoRA-Dash before its launch is LoRA
   * @param validated whether they have a validation split
   */
  public record Kind(
      @Nullable String method,
      String model,
      String data,
      @Nullable String questions,
      String metric,
      DirectionLaunch launch,
      boolean validated) {}

  /**
   * Returns the merit of a trial that succeeded.
   *
   * @param measured of the trial
   * @param evaluations all of the trial's, in their order
   */
  public static TrialMerit of(
      TrialRow row, TrialResult.Summary measured, List<TrialResult.Evaluation> evaluations) {
    TrialResult.Score score = measured.score();
    TrialResult.@Nullable Evaluation validation = null;
    for (TrialResult.Evaluation each : evaluations) {
      if (each.split().equals(LabelledData.VALIDATION)
          && each.metric().equals(score.primaryMetric())
          && each.step() <= measured.evaluated().step()) {
        validation = each;
      }
    }
    TrialResult.Judged judged =
        validation == null
            ? score.judged()
            : new TrialResult.Judged(validation.dataset(), validation.split(), validation.metric());
    Kind kind =
        new Kind(
            row.parameter(SearchSpace.METHOD.name()),
            row.modelFingerprint(),
            row.dataFingerprint(),
            row.evaluationFingerprint(),
            score.primaryMetric(),
            measured.evaluated().launch(),
            validation != null);
    return new TrialMerit(
        kind, judged, validation == null ? score.primaryValue() : validation.value());
  }

  /** Returns whether it is better than another of its kind; NaN is worse than any number. */
  public boolean isBetterThan(TrialMerit other) {
    return judged.isBetter(value, other.value);
  }
}
