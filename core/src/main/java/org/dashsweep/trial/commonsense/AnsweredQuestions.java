package org.dashsweep.trial.commonsense;

import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.trial.TrialResult;

/**
 * A model's answers to a data set's questions.
 *
 * @param answers in the questions' order
 */
record AnsweredQuestions(Scorer scorer, Questions questions, List<Answer> answers) {
  /** The questions of every data set are those that its authors test on. */
  static final String SPLIT = "test";

  AnsweredQuestions {
    answers = List.copyOf(answers);
  }

  String dataset() {
    return questions.set().setName();
  }

  /** Share of right answers. */
  double accuracy() {
    long right = IntStream.range(0, answers.size()).filter(this::isRight).count();
    return right / (double) answers.size();
  }

  private boolean isRight(int index) {
    return questions
        .set()
        .isRight(answers.get(index).answer(), questions.rows().get(index).answer());
  }

  List<TrialResult.Prediction> predictions() {
    return IntStream.range(0, answers.size())
        .mapToObj(
            i ->
                new TrialResult.Prediction(
                    dataset(),
                    SPLIT,
                    scorer.label(),
                    Questions.id(i),
                    questions.rows().get(i).answer(),
                    answers.get(i).answer(),
                    answers.get(i).text(),
                    answers.get(i).scores(),
                    isRight(i)))
        .toList();
  }

  /** The accuracy as a row of results. */
  TrialResult.Evaluation evaluation(int step) {
    return new TrialResult.Evaluation(
        dataset(), SPLIT, scorer.metric(), accuracy(), answers.size(), step);
  }
}
