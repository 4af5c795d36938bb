package org.dashsweep.trial.classification;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.EvaluationSet;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.evaluation.EvaluationPass;
import org.dashsweep.evaluation.Metrics;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.train.DivergenceException;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.WithinMemory;

/** Evaluates a classifier on every evaluation set of its data. Confined to the trial's thread. */
final class ClassificationEvaluation {
  private final SequenceClassifier model;
  private final EncodedData data;
  private final WithinMemory<Integer> batchSize;
  private final Progress progress;

  ClassificationEvaluation(
      SequenceClassifier model, EncodedData data, int batchSize, Progress progress) {
    this.model = model;
    this.data = data;
    this.batchSize = WithinMemory.count(batchSize);
    this.progress = progress;
  }

  /** Hears how many of all examples are done; what it throws ends the evaluation. */
  @FunctionalInterface
  interface Progress {
    void evaluated(int done, int total);
  }

  /**
   * Returns the outputs on every set, in their order.
   *
   * @throws DivergenceException if one is not finite
   */
  List<EvaluationPass> run() {
    List<EvaluationPass> evaluations = new ArrayList<>();
    int total = data.evaluation().stream().mapToInt(set -> set.examples().size()).sum();
    int before = 0;
    for (EvaluationSet<EncodedExample> set : data.evaluation()) {
      int offset = before;
      EvaluationPass evaluation =
          batchSize.run(
              examples ->
                  EvaluationPass.of(
                      model,
                      data.labels(),
                      set.examples(),
                      examples,
                      done -> progress.evaluated(offset + done, total)));
      if (!evaluation.isFinite()) {
        throw DivergenceException.ofOutputs();
      }
      evaluations.add(evaluation);
      before += set.examples().size();
    }
    return evaluations;
  }

  /**
   * Returns the metrics as rows of results.
   *
   * @param step updates that the model has seen
   */
  List<TrialResult.Evaluation> rows(List<EvaluationPass> evaluations, int step) {
    List<TrialResult.Evaluation> rows = new ArrayList<>();
    for (int i = 0; i < evaluations.size(); i++) {
      EvaluationSet<EncodedExample> set = data.evaluation().get(i);
      Metrics.of(evaluations.get(i), data.metrics().reported())
          .forEach(
              (metric, value) ->
                  rows.add(
                      new TrialResult.Evaluation(
                          data.name(), set.name(), metric, value, set.examples().size(), step)));
    }
    return rows;
  }

  /** Returns the predictions as rows of results. */
  List<TrialResult.Prediction> predictions(List<EvaluationPass> evaluations) {
    List<TrialResult.Prediction> rows = new ArrayList<>();
    for (int set = 0; set < evaluations.size(); set++) {
      EvaluationSet<EncodedExample> examples = data.evaluation().get(set);
      EvaluationPass evaluation = evaluations.get(set);
      List<Label> predicted = evaluation.predictions();
      for (int i = 0; i < predicted.size(); i++) {
        rows.add(
            new TrialResult.Prediction(
                data.name(),
                examples.name(),
                null,
                examples.examples().get(i).id(),
                data.labels().text(evaluation.expected().get(i)),
                data.labels().text(predicted.get(i)),
                null,
                evaluation.outputs().get(i),
                data.labels() instanceof Labels.Classes
                    ? predicted.get(i).equals(evaluation.expected().get(i))
                    : null));
      }
    }
    return rows;
  }

  /** Returns the evaluations that a trial is judged by. */
  TrialResult.Judged judged() {
    return new TrialResult.Judged(
        data.name(), data.evaluation().get(0).name(), data.metrics().judge().toString());
  }
}
