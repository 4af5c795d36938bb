package org.dashsweep.trial.commonsense;

import java.util.Comparator;
import java.util.List;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.PredictedTokens;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.model.Activations;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.TrialSettings;

/** A commonsense trial's configuration as the types that run it. */
record CommonsenseSettings(TrialSettings common) {
  CommonsenseSettings(TrialConfig config) {
    this(new TrialSettings(config));
  }

  String data() {
    return config().text("data");
  }

  String trainSet() {
    return config().text("train-set");
  }

  /** In the order of the paper's tables. */
  List<CommonsenseTask> dataSets() {
    return config().texts("data-sets").stream()
        .map(name -> CommonsenseTask.named(name).orElseThrow())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  int cutoff() {
    return integer("cutoff");
  }

  PredictedTokens predictedTokens() {
    return config().flag("train-on-inputs")
        ? PredictedTokens.PROMPT_AND_RESPONSE
        : PredictedTokens.RESPONSE;
  }

  TrainingMemory memory() {
    return new TrainingMemory(
        config().flag("activation-checkpointing") ? Activations.RECOMPUTED : Activations.KEPT,
        integer("logit-rows"));
  }

  int validationRows() {
    return integer("validation-rows");
  }

  long validationSeed() {
    return config().integer("validation-seed");
  }

  int validationBatchSize() {
    return integer("validation-batch-size");
  }

  boolean keepBest() {
    return config().flag("keep-best");
  }

  /** Rows of a data set to evaluate, of those it has. */
  int evaluationRows(int available) {
    return config().has("evaluation-rows")
        ? Math.min(integer("evaluation-rows"), available)
        : available;
  }

  /** In the order of the metrics: the first one is what the trial is judged by. */
  List<Scorer> scorers() {
    return config().texts("scorers").stream()
        .map(Scorer::named)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  /**
   * The search for an answer.
   *
   * @param endTokens of the model
   */
  DecodingSettings decoding(List<Integer> endTokens) {
    return new DecodingSettings(
        integer("beams"),
        integer("max-new-tokens"),
        config().decimal("length-penalty"),
        config().flag("stop-at-end-token") ? endTokens : List.of());
  }

  DecodingBudget budget() {
    return new DecodingBudget(
        integer("evaluation-batch-size"),
        integer("evaluation-cache-tokens"),
        DecodingBudget.DEFAULT.readTokens());
  }

  /** Forward passes of the whole training, validations before its end included. */
  long forwardPasses(int updates) {
    return common.forwardPasses(
        updates,
        common.evaluateEvery(),
        TrialSettings.ceilDivide(validationRows(), validationBatchSize()));
  }

  private int integer(String parameter) {
    return Math.toIntExact(config().integer(parameter));
  }

  private TrialConfig config() {
    return common.config();
  }
}
