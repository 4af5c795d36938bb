package org.dashsweep.benchmark;

import java.util.List;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.train.PhaseSeconds;
import org.dashsweep.train.StepRecord;
import org.dashsweep.train.TrainingSettings;

/**
 * One trial that is measured against others, and its measured steps. Owns everything native of the
 * trial; for one thread at a time.
 */
final class Contestant<M> implements AutoCloseable {
  /** Small: the weights should stay near the checkpoint's, whatever the batches are. */
  private static final double LEARNING_RATE = 1e-4;

  private static final AdamWSettings OPTIMIZER = new AdamWSettings(0.9, 0.999, 1e-8, 0, 1);

  private final FineTuning<M> tuning;
  private final BenchmarkSettings settings;
  private PhaseSeconds beforeMeasured;
  private PhaseSeconds measured;

  /**
   * A trial that has done no step yet.
   *
   * @param tuning owned by this from now on
   */
  Contestant(FineTuning<M> tuning, BenchmarkSettings settings) {
    this.tuning = tuning;
    this.settings = settings;
    this.beforeMeasured = tuning.training().phaseSeconds();
    this.measured = beforeMeasured;
  }

  /** Returns the training settings that every contestant has. */
  static TrainingSettings training(BenchmarkSettings settings, long seed) {
    int total = settings.allSteps();
    return new TrainingSettings(
        total,
        settings.subject().batchSize(),
        new LearningRateSchedule(LearningRateSchedule.Shape.CONSTANT, LEARNING_RATE, 0, total),
        OPTIMIZER,
        seed);
  }

  /** Does the steps before those that count. */
  void warmUp() {
    while (tuning.training().stepsDone() < settings.warmUpSteps()) {
      step();
    }
    beforeMeasured = tuning.training().phaseSeconds();
  }

  /** Does the next step; those after the last that counts only keep the machine busy. */
  void step() {
    tuning.training().step();
    if (tuning.training().stepsDone() == settings.allSteps()) {
      measured = tuning.training().phaseSeconds();
    }
  }

  /** The steps that count. */
  List<StepRecord> measured() {
    return tuning.training().history().subList(settings.warmUpSteps(), settings.allSteps());
  }

  /** Returns the seconds of each phase of the steps that count. */
  PhaseSeconds phases() {
    return measured.since(beforeMeasured);
  }

  /** Scalars that the adapters train. */
  long adapterParameters() {
    return tuning.adapters().trainedElements();
  }

  /** In the state its steps have left. */
  M model() {
    return tuning.model();
  }

  @Override
  public void close() {
    tuning.close();
  }
}
