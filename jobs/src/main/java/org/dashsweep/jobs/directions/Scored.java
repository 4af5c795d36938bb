package org.dashsweep.jobs.directions;

import org.dashsweep.directions.Comparison;
import org.dashsweep.directions.RandomChoice;
import org.dashsweep.trial.TrialResult.ChangeRate;

/**
 * The scores of one matrix of one trial after one update.
 *
 * @param trial that predicts
 * @param matrix whose directions they are
 * @param step updates done
 */
record Scored(
    RecordedTrial trial,
    RecordedTrial.Matrix matrix,
    int step,
    double recall,
    double strictRecall,
    double accuracy,
    RandomChoice chance) {
  /** The trials and the group that a mean is over. */
  record Key(String model, String task, String method, String rank, String group) {}

  static Scored of(
      RecordedTrial trial, RecordedTrial.Matrix matrix, ChangeRate truth, ChangeRate predicted) {
    return new Scored(
        trial,
        matrix,
        predicted.step(),
        Comparison.recall(truth.topIndex(), predicted.topIndex()),
        Comparison.strictRecall(truth.topIndex(), predicted.topIndex()),
        Comparison.accuracy(truth.topIndex(), predicted.topIndex()),
        new RandomChoice(truth.directions()));
  }

  Key key(String group) {
    return trial.key(group);
  }
}
