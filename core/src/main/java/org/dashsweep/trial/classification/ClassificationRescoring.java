package org.dashsweep.trial.classification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.evaluation.EvaluationPass;
import org.dashsweep.evaluation.Metrics;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialResult;

/** Metrics from stored labels and logits. */
record ClassificationRescoring(ClassificationSettings settings) implements Rescoring {
  private record Set(String dataset, String split) {}

  @Override
  public TrialResult.Prediction read(TrialResult.Prediction stored) {
    return stored;
  }

  @Override
  public List<TrialResult.Evaluation> evaluations(
      List<TrialResult.Prediction> predictions, int step) {
    Map<Set, List<TrialResult.Prediction>> sets = new LinkedHashMap<>();
    for (TrialResult.Prediction row : predictions) {
      sets.computeIfAbsent(new Set(row.dataset(), row.split()), key -> new ArrayList<>()).add(row);
    }
    List<TrialResult.Evaluation> rows = new ArrayList<>();
    sets.forEach(
        (set, examples) ->
            metrics(examples, predictions)
                .forEach(
                    (metric, value) ->
                        rows.add(
                            new TrialResult.Evaluation(
                                set.dataset(),
                                set.split(),
                                metric,
                                value,
                                examples.size(),
                                step))));
    return rows;
  }

  /**
   * The metrics of some examples.
   *
   * @param all predictions of the trial, which tell more of the classes
   */
  private Map<String, Double> metrics(
      List<TrialResult.Prediction> examples, List<TrialResult.Prediction> all) {
    if (examples.get(0).correct() == null) {
      return metrics(evaluation(new Labels.Scores(0, 1), examples, ClassNames.NONE));
    }
    ClassNames names =
        ClassNames.of(
            all.stream().filter(row -> row.dataset().equals(examples.get(0).dataset())).toList());
    Map<String, Double> metrics =
        new LinkedHashMap<>(
            metrics(evaluation(new Labels.Classes(names.names()), examples, names)));
    if (!names.certain()) {
      // It is the only one that depends on which logit is whose.
      metrics.remove(Metrics.LOSS);
    }
    return metrics;
  }

  private Map<String, Double> metrics(EvaluationPass evaluation) {
    return Metrics.of(evaluation, settings.reported(evaluation.labels()));
  }

  private static EvaluationPass evaluation(
      Labels labels, List<TrialResult.Prediction> examples, ClassNames names) {
    List<Label> expected = new ArrayList<>();
    for (TrialResult.Prediction row : examples) {
      expected.add(
          row.correct() == null
              ? new Label.Score(Double.parseDouble(row.label()))
              : new Label.OfClass(names.names().indexOf(row.label())));
    }
    return new EvaluationPass(
        labels, examples.stream().map(TrialResult.Prediction::logits).toList(), expected, 0);
  }
}
