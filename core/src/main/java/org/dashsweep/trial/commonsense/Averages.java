package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.trial.TrialResult;

/** The mean accuracy over data sets, each counting alike, as the paper's tables have it. */
final class Averages {
  /** The name of all of them together in the column {@code dataset}. */
  static final String DATASET = "commonsense-average";

  private Averages() {}

  /** The accuracies of one scorer, and their average if there are several. */
  static List<TrialResult.Evaluation> rows(List<AnsweredQuestions> sets, int step) {
    return withAverage(sets.stream().map(set -> set.evaluation(step)).toList());
  }

  /** One scorer's accuracies on data sets, and their average if there are several. */
  static List<TrialResult.Evaluation> withAverage(List<TrialResult.Evaluation> accuracies) {
    if (accuracies.size() < 2) {
      return accuracies;
    }
    TrialResult.Evaluation first = accuracies.get(0);
    List<TrialResult.Evaluation> rows = new ArrayList<>(accuracies);
    rows.add(
        new TrialResult.Evaluation(
            DATASET,
            AnsweredQuestions.SPLIT,
            first.metric(),
            accuracies.stream().mapToDouble(TrialResult.Evaluation::value).average().orElseThrow(),
            accuracies.stream().mapToInt(TrialResult.Evaluation::examples).sum(),
            first.step()));
    return rows;
  }

  /**
   * Returns the evaluations that a trial is judged by: the average of its first scorer, or its only
   * data set.
   */
  static TrialResult.Judged judged(CommonsenseSettings settings) {
    List<QuestionSet> sets = settings.dataSets();
    return new TrialResult.Judged(
        sets.size() > 1 ? DATASET : sets.get(0).setName(),
        AnsweredQuestions.SPLIT,
        settings.scorers().get(0).metric());
  }
}
