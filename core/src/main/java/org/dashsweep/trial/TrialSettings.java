package org.dashsweep.trial;

import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Precision;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.train.TrainingSettings;

/**
 * The settings of every experiment's trials, in the types that run them. The search space has
 * checked every value already.
 *
 * @param config the trial's configuration
 */
public record TrialSettings(TrialConfig config) {
  /** The base model as the sweep names it. */
  public String model() {
    return config.get(SearchSpace.MODEL);
  }

  /** Tells whether the trial trains: otherwise it has no parameter of training. */
  public boolean trains() {
    return config
        .find(SearchSpace.METHOD)
        .flatMap(Methods::named)
        .map(MethodType::trains)
        .orElse(true);
  }

  /** Returns the seed of initial values, data order and dropout masks. */
  public long seed() {
    return config.get(TrialParameters.SEED);
  }

  /** Training rows to use of those there are. */
  public int trainRows(int available) {
    return Math.min(config.find(TrialParameters.TRAIN_ROWS).orElse(available), available);
  }

  /** Examples of an update. */
  public int batchSize() {
    return config.get(TrialParameters.BATCH_SIZE);
  }

  /** Updates between evaluations, or 0. */
  public int evaluateEvery() {
    return config.get(TrialParameters.EVALUATE_EVERY);
  }

  /** Updates between records of the change rates, or 0. */
  public int recordChangeRatesEvery() {
    return config.find(TrialParameters.RECORD_CHANGE_RATES_EVERY).orElse(0);
  }

  /** Returns the precision of the frozen linear layers. */
  public Precision basePrecision() {
    return config.get(TrialParameters.BASE_PRECISION);
  }

  /** Returns the order of the training examples. */
  public BatchOrder order() {
    return config.get(TrialParameters.ORDER);
  }

  /** Updates of the whole trial. */
  public int totalSteps(int trainRows) {
    return config
        .find(TrialParameters.OPTIMIZER_STEPS)
        .orElseGet(
            () ->
                Math.max(
                    1,
                    BatchSchedule.stepsOf(
                        trainRows, batchSize(), config.get(TrialParameters.EPOCHS))));
  }

  /**
   * Forward passes of the whole training.
   *
   * @param every updates between evaluations; 0 for none before its end
   * @param perEvaluation those of one of these evaluations
   */
  public long forwardPasses(int updates, int every, long perEvaluation) {
    long microBatches = ceilDivide(batchSize(), config.get(TrialParameters.MICRO_BATCH_SIZE));
    long evaluations = every == 0 ? 0 : (updates - 1) / every;
    return updates * microBatches + evaluations * perEvaluation;
  }

  /** Returns the number of parts of a size in a total, the last one perhaps smaller. */
  public static int ceilDivide(int total, int part) {
    return (total + part - 1) / part;
  }

  /** Returns the trainer's settings. */
  public TrainingSettings training(int trainRows) {
    int total = totalSteps(trainRows);
    return new TrainingSettings(
        total,
        config.get(TrialParameters.MICRO_BATCH_SIZE),
        ScheduleParameters.read(config, total),
        OptimizerParameters.read(config),
        seed());
  }

  /** The fine-tuning method with its parameters. */
  public Method method() {
    return Methods.of(config);
  }
}
