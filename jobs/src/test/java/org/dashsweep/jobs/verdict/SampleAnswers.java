package org.dashsweep.jobs.verdict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * Trials that were never run, with answers: an example is hard or easy for all methods, and each
 * method finds more or fewer of them.
 */
final class SampleAnswers {
  static final String TASK = "supersense";
  private final ResultStore store;
  private final int rows;
  private @Nullable String data;

  SampleAnswers(ResultStore store, int rows) {
    this.store = store;
    this.rows = rows;
  }

  /** Has later trials train on other rows. */
  SampleAnswers trainedOn(String data) {
    this.data = data;
    return this;
  }

  /** A trial of a method that answers a share of the rows, with the usual rate. */
  TrialResult answers(String method, long seed, double share) throws IOException {
    return answers(method, seed, share, 2e-3, Double.NaN);
  }

  /**
   * Commits a trial.
   *
   * @param share of the rows that it answers, but for chance
   * @param validation accuracy on held-out rows; NaN if there are none
   */
  TrialResult answers(String method, long seed, double share, double rate, double validation)
      throws IOException {
    Random hard = new Random(7);
    Random chance = new Random(seed * 31 + method.hashCode() + Double.hashCode(rate));
    List<TrialResult.Prediction> predictions = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < rows; i++) {
      boolean correct = hard.nextDouble() + 0.05 * chance.nextGaussian() < share;
      right += correct ? 1 : 0;
      predictions.add(prediction(i, "yes", correct ? "yes" : "no", correct));
    }
    return commit(method, seed, rate, "accuracy", right / (double) rows, validation, predictions);
  }

  static TrialResult.Prediction prediction(
      int index, String label, String prediction, @Nullable Boolean correct) {
    return new TrialResult.Prediction(
        TASK, "evaluation", null, "row-" + index, label, prediction, null, List.of(), correct);
  }

  TrialResult commit(
      String method,
      long seed,
      double rate,
      String metric,
      double value,
      double validation,
      List<TrialResult.Prediction> predictions)
      throws IOException {
    List<TrialResult.Evaluation> evaluations = new ArrayList<>();
    evaluations.add(new TrialResult.Evaluation(TASK, "evaluation", metric, value, rows, 120));
    if (!Double.isNaN(validation)) {
      evaluations.add(new TrialResult.Evaluation(TASK, "validation", metric, validation, 50, 120));
    }
    TrialResult sample = SampleTrials.result(TASK, 0.5, 0, 1);
    TrialResult result =
        new TrialResult(
            new TrialResult.Summary(
                new TrialResult.Score(metric, TASK, "evaluation", value, value, 120),
                new EvaluatedState(
                    120,
                    EvaluatedState.Choice.LAST_UPDATE,
                    method.equals("lora-dash") ? DirectionLaunch.DONE : DirectionLaunch.NONE),
                sample.summary().cost(),
                sample.summary().computing()),
            List.of(),
            evaluations,
            predictions,
            List.of());
    SortedMap<String, Object> parameters = SampleTrials.parameters(method, TASK, 8, seed);
    parameters.put("learning-rate", rate);
    if (method.equals("none")) {
      parameters.keySet().removeAll(List.of("seed", "learning-rate", "rank", "alpha"));
    }
    TrialRow row =
        SampleTrials.succeeded(
            method + "-" + seed + "-" + Math.round(rate * 1e6), parameters, result);
    store.commit(
        data == null ? row : SampleTrials.withData(row, data, row.evaluationFingerprint()), result);
    return result;
  }
}
