package org.dashsweep.trial;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Rung;
import org.dashsweep.train.StepRecord;

/**
 * The rungs of one trial: what it is compared by there, and whether it goes on.
 *
 * @param steps updates at which it is judged, ascending
 */
record Rungs(String trialId, Exploration exploration, List<Integer> steps, TrialListener listener) {
  Rungs {
    steps = List.copyOf(steps);
  }

  boolean at(int step) {
    return steps.contains(step);
  }

  /**
   * Has the trial judged.
   *
   * @param history every update so far, the last of which reached a rung
   * @param evaluations the trial's at this step; asked for only if the metric is one of theirs
   * @throws TrialStoppedException if it is not to go on
   * @throws TrialException if there is no such metric
   */
  void judge(List<StepRecord> history, Supplier<List<TrialResult.Evaluation>> evaluations) {
    int step = history.size();
    double value =
        exploration.metric().equals(Exploration.TRAINING_LOSS)
            ? history.subList(before(step), step).stream()
                .mapToDouble(StepRecord::loss)
                .average()
                .orElse(Double.NaN)
            : value(evaluations.get());
    Rung rung = new Rung(step, exploration.metric(), value);
    if (!listener.reached(rung)) {
      throw new TrialStoppedException(trialId, rung);
    }
  }

  /** The rung before one, or 0. */
  private int before(int rung) {
    int index = steps.indexOf(rung);
    return index == 0 ? 0 : steps.get(index - 1);
  }

  /** The first, where several data sets or splits have the metric. */
  private double value(List<TrialResult.Evaluation> evaluations) {
    return evaluations.stream()
        .filter(row -> row.metric().equals(exploration.metric()))
        .findFirst()
        .orElseThrow(
            () ->
                new TrialException(
                    FailureClass.BAD_INPUT,
                    String.format(
                        Locale.ROOT,
                        "explore.metric: %s is not measured while a trial trains; choose %s or one of %s",
                        exploration.metric(),
                        Exploration.TRAINING_LOSS,
                        evaluations.stream()
                            .map(TrialResult.Evaluation::metric)
                            .distinct()
                            .toList())))
        .value();
  }
}
