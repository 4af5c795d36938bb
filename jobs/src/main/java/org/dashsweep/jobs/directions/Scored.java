package org.dashsweep.jobs.directions;

import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.directions.Comparison;
import org.dashsweep.directions.RandomChoice;
import org.dashsweep.trial.TrialResult.ChangeRate;

/**
 * The scores of one matrix of one trial after one update.
 *
 * @param trial that predicts
 * @param matrix whose directions they are
 * @param step updates done
 * @param own of the trial's directions
 * @param ofSmallest of the directions of the smallest singular values, the smallest first
 * @param chance what a random choice scores
 */
record Scored(
    RecordedTrial trial,
    RecordedTrial.Matrix matrix,
    int step,
    Scores own,
    Scores ofSmallest,
    RandomChoice chance) {
  /** The scores of one choice of directions. */
  record Scores(double recall, double strictRecall, double accuracy) {
    static Scores of(List<Integer> truth, List<Integer> predicted) {
      return new Scores(
          Comparison.recall(truth, predicted),
          Comparison.strictRecall(truth, predicted),
          Comparison.accuracy(truth, predicted));
    }
  }

  /** The trials and the group that a mean is over. */
  record Key(String model, String task, String method, String rank, String group) {}

  static Scored of(
      RecordedTrial trial, RecordedTrial.Matrix matrix, ChangeRate truth, ChangeRate predicted) {
    return new Scored(
        trial,
        matrix,
        predicted.step(),
        Scores.of(truth.topIndex(), predicted.topIndex()),
        Scores.of(truth.topIndex(), smallest(truth.directions())),
        new RandomChoice(truth.directions()));
  }

  private static List<Integer> smallest(int directions) {
    return IntStream.iterate(directions - 1, i -> i >= 0, i -> i - 1)
        .limit(Comparison.PREDICTED)
        .boxed()
        .toList();
  }

  Key key(String group) {
    return trial.key(group);
  }
}
