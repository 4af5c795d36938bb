package org.dashsweep.trial.classification;

import static org.dashsweep.trial.classification.ClassificationParameters.ATTENTION_DROPOUT;
import static org.dashsweep.trial.classification.ClassificationParameters.CLASSIFIER_DROPOUT;
import static org.dashsweep.trial.classification.ClassificationParameters.DATA;
import static org.dashsweep.trial.classification.ClassificationParameters.EVALUATE_EVERY_EPOCHS;
import static org.dashsweep.trial.classification.ClassificationParameters.HIDDEN_DROPOUT;
import static org.dashsweep.trial.classification.ClassificationParameters.MAX_LENGTH;
import static org.dashsweep.trial.classification.ClassificationParameters.POOLING;
import static org.dashsweep.trial.classification.ClassificationParameters.POSITION_ADAPTERS;
import static org.dashsweep.trial.classification.ClassificationParameters.TASK;
import static org.dashsweep.trial.classification.ClassificationParameters.TASK_DESCRIPTION;
import static org.dashsweep.trial.classification.ClassificationParameters.VALIDATION_SHARE;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.catalogue.Tasks;
import org.dashsweep.data.described.DescribedTask;
import org.dashsweep.data.described.DescribedTasks;
import org.dashsweep.data.described.HoldOut;
import org.dashsweep.data.described.TaskDescription;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderConfig;
import org.dashsweep.model.EncoderShape;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.source.Locations;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.trial.AdapterNotes;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialSettings;

/** A classification trial's configuration as the types that run it. */
record ClassificationSettings(TrialSettings common) {
  /** Below all seeds of descriptions, whose own choice must not decide this one. */
  private static final long VALIDATION_SEED = -1;

  ClassificationSettings(TrialConfig config) {
    this(new TrialSettings(config));
  }

  String task() {
    return config().get(TASK);
  }

  /** The folder of the folders of tasks that are read from files. */
  Path dataDirectory(Locations locations) {
    return locations.data(config().find(DATA).orElse("")).path();
  }

  private Tasks builtIn(Locations locations) {
    return Tasks.withFiles(dataDirectory(locations));
  }

  /** The description of the task; empty for a built-in one. */
  private Optional<TaskDescription> description() {
    return config()
        .find(TASK_DESCRIPTION)
        .map(carried -> DescribedRows.description(task(), carried));
  }

  /** All rows of the task; those that are held out for validation are an evaluation set. */
  LabelledData data(Locations locations) {
    LabelledData rows = rows(locations);
    return config()
        .find(VALIDATION_SHARE)
        .map(share -> new HoldOut(share, VALIDATION_SEED))
        .map(rule -> rows.withValidation(row -> rule.takes(row.text(), row.pair())))
        .orElse(rows);
  }

  /** All rows of the task, as its files have them. */
  LabelledData rows(Locations locations) {
    return described(locations)
        .map(described -> DescribedTasks.read(described).data())
        .orElseGet(() -> builtIn(locations).load(task()));
  }

  /** Identifies the rows of the task. */
  String fingerprint(Locations locations) {
    return described(locations)
        .map(DescribedTasks::fingerprint)
        .orElseGet(() -> builtIn(locations).fingerprint(task()));
  }

  /** Returns in sentences what a user may not take for granted of the rows. */
  List<String> remarks(Locations locations) {
    return described(locations)
        .map(described -> DescribedTasks.read(described).remarks())
        .orElse(List.of());
  }

  private Optional<DescribedTask> described(Locations locations) {
    return description().map(description -> DescribedRows.find(description, locations));
  }

  /** The metrics that are reported of labels. */
  List<TaskMetric> reported(Labels labels) {
    return description()
        .map(description -> description.metricsOf(labels).reported())
        .orElseGet(() -> TaskMetric.usual(labels));
  }

  /** The rows of the task that the trial reads. */
  LabelledData seen(LabelledData all) {
    return common.trains()
        ? all.withTrainRows(common.trainRows(all.train().size()))
        : all.withoutTraining();
  }

  int maximumLength() {
    return config().get(MAX_LENGTH);
  }

  /** Tokens that an example is cut to: no more than the model has positions for. */
  int length(EncoderShape model) {
    return Math.min(maximumLength(), model.maximumPositions());
  }

  Pooling pooling() {
    return config().get(POOLING);
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
    return config().get(TrialParameters.EVALUATION_BATCH_SIZE);
  }

  /** The head that is put on the encoder. */
  ClassifierSettings classifier(int labels) {
    return new ClassifierSettings(
        labels,
        pooling(),
        config().find(HIDDEN_DROPOUT).orElse(ClassifierSettings.MODELS_OWN_RATE),
        config().find(ATTENTION_DROPOUT).orElse(ClassifierSettings.MODELS_OWN_RATE),
        config().find(CLASSIFIER_DROPOUT).orElse(ClassifierSettings.MODELS_OWN_RATE),
        common.method().dropout(),
        positionAdapters(),
        common.seed());
  }

  /** The checkpoint's own head, which is evaluated as it is. */
  ClassifierSettings untuned(Pooling pooling, int labels) {
    double rate = ClassifierSettings.MODELS_OWN_RATE;
    return new ClassifierSettings(labels, pooling, rate, rate, rate, 0, PositionAdapters.BOTH, 0);
  }

  private PositionAdapters positionAdapters() {
    return config().find(POSITION_ADAPTERS).orElse(PositionAdapters.BOTH);
  }

  /**
   * Updates between evaluations, or 0 for none before the last update.
   *
   * @param trainRows those of an epoch
   */
  int evaluateEvery(int trainRows) {
    return config()
        .find(EVALUATE_EVERY_EPOCHS)
        .map(epochs -> epochs * BatchSchedule.stepsPerEpoch(trainRows, common.batchSize()))
        .orElseGet(common::evaluateEvery);
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
    if (config().has(POSITION_ADAPTERS) && !base.sharesPositionQueries()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "position-adapters has no effect on %s, which does not project the queries of relative positions by its tokens' matrix: leave it out",
              common.model()));
    }
  }

  /**
   * Returns the facts that software loading the trial's adapter has to know and PEFT's files do not
   * say.
   */
  Map<String, String> notes(Labels labels, EncoderConfig base) {
    Map<String, String> notes = new TreeMap<>();
    notes.put(AdapterNotes.POOLING, Parameter.spelling(pooling()));
    if (base.poolsAsConfigured()) {
      notes.put(AdapterNotes.BASE_POOLING, Parameter.spelling(base.pooling()));
    }
    notes.put(AdapterNotes.POSITION_ADAPTERS, positionAdapters().toString());
    if (labels instanceof Labels.Classes classes) {
      notes.put(AdapterNotes.LABELS, AdapterNotes.list(classes.names()));
    }
    return notes;
  }

  private TrialConfig config() {
    return common.config();
  }
}
