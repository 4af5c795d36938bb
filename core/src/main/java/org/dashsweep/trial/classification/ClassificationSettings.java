package org.dashsweep.trial.classification;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.BatchSchedule;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Labels;
import org.dashsweep.data.catalogue.Tasks;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderShape;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.source.Locations;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.AdapterNotes;
import org.dashsweep.trial.TrialSettings;

/** A classification trial's configuration as the types that run it. */
record ClassificationSettings(TrialSettings common) {
  static final String DATA = "data";
  private static final String EVALUATE_EVERY_EPOCHS = "evaluate-every-epochs";

  ClassificationSettings(TrialConfig config) {
    this(new TrialSettings(config));
  }

  String task() {
    return config().text("task");
  }

  /** The folder of the folders of tasks that are read from files. */
  Path dataDirectory(Locations locations) {
    return locations.data(config().has(DATA) ? config().text(DATA) : "").path();
  }

  Tasks tasks(Locations locations) {
    return Tasks.withFiles(dataDirectory(locations));
  }

  /** All rows of the task. */
  LabelledData data(Locations locations) {
    return tasks(locations).load(task());
  }

  int maximumLength() {
    return integer("max-length");
  }

  /** Tokens that an example is cut to: no more than the model has positions for. */
  int length(EncoderShape model) {
    return Math.min(maximumLength(), model.maximumPositions());
  }

  Pooling pooling() {
    return Pooling.valueOf(config().text("pooling").toUpperCase(Locale.ROOT));
  }

  /**
   * Refuses a training that ends before all that the method does has begun.
   *
   * @param available training rows there are
   * @param evaluationRows rows of each evaluation set
   */
  void requireReachable(Method method, int available, List<Integer> evaluationRows) {
    int rows = common.trainRows(available);
    method.requireReachable(common.totalSteps(rows), forwardPasses(rows, evaluationRows));
  }

  int evaluationBatchSize() {
    return integer("evaluation-batch-size");
  }

  /** The head that is put on the encoder. */
  ClassifierSettings classifier(int labels) {
    return new ClassifierSettings(
        labels,
        pooling(),
        rate("hidden-dropout"),
        rate("attention-dropout"),
        rate("classifier-dropout"),
        common.method().dropout(),
        positionAdapters(),
        common.seed());
  }

  private PositionAdapters positionAdapters() {
    return config().has(AdapterNotes.POSITION_ADAPTERS)
        ? PositionAdapters.read(config().text(AdapterNotes.POSITION_ADAPTERS))
        : PositionAdapters.BOTH;
  }

  /**
   * Updates between evaluations, or 0 for none before the last update.
   *
   * @param trainRows those of an epoch
   */
  int evaluateEvery(int trainRows) {
    return config().has(EVALUATE_EVERY_EPOCHS)
        ? integer(EVALUATE_EVERY_EPOCHS)
            * BatchSchedule.stepsPerEpoch(trainRows, common.batchSize())
        : common.evaluateEvery();
  }

  /**
   * Forward passes of the whole training, evaluations before its end included.
   *
   * @param trainRows those of an epoch
   * @param evaluationRows rows of each evaluation set
   */
  long forwardPasses(int trainRows, List<Integer> evaluationRows) {
    return common.forwardPasses(
        common.totalSteps(trainRows),
        evaluateEvery(trainRows),
        forwardsPerEvaluation(evaluationRows));
  }

  /**
   * Forward passes of an evaluation on all sets, whatever memory allows.
   *
   * @param evaluationRows rows of each set
   */
  long forwardsPerEvaluation(List<Integer> evaluationRows) {
    return evaluationRows.stream()
        .mapToLong(rows -> TrialSettings.ceilDivide(rows, evaluationBatchSize()))
        .sum();
  }

  /**
   * Refuses settings without an effect on a model, which would make two trials of one.
   *
   * @throws IllegalArgumentException naming the setting
   */
  void requireEffect(EncoderShape base) {
    if (config().has(AdapterNotes.POSITION_ADAPTERS) && !base.sharesPositionQueries()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "position-adapters has no effect on %s, which does not project the queries of relative positions by its tokens' matrix: leave it out",
              common.model()));
    }
  }

  /** What software that loads the trial's adapter has to know and PEFT's files do not say. */
  Map<String, String> notes(Labels labels) {
    Map<String, String> notes = new TreeMap<>();
    notes.put(AdapterNotes.POOLING, config().text(AdapterNotes.POOLING));
    notes.put(AdapterNotes.POSITION_ADAPTERS, positionAdapters().toString());
    if (labels instanceof Labels.Classes classes) {
      notes.put(AdapterNotes.LABELS, AdapterNotes.list(classes.names()));
    }
    return notes;
  }

  private double rate(String parameter) {
    return config().has(parameter)
        ? config().decimal(parameter)
        : ClassifierSettings.MODELS_OWN_RATE;
  }

  private int integer(String parameter) {
    return Math.toIntExact(config().integer(parameter));
  }

  private TrialConfig config() {
    return common.config();
  }
}
