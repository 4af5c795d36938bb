package org.dashsweep.trial.commonsense;

import java.util.Comparator;
import java.util.List;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.PredictedTokens;
import org.dashsweep.decode.DecodingBudget;
import org.dashsweep.decode.DecodingSettings;
import org.dashsweep.model.Activations;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.sweep.Cell;
import org.dashsweep.trial.TrialSettings;

/** A commonsense trial's cell as the types that run it. */
record CommonsenseSettings(TrialSettings common) {
  CommonsenseSettings(Cell cell) {
    this(new TrialSettings(cell));
  }

  String data() {
    return cell().text("data");
  }

  String trainSet() {
    return cell().text("train-set");
  }

  /** In the order of the paper's tables. */
  List<CommonsenseTask> dataSets() {
    return cell().texts("data-sets").stream()
        .map(name -> CommonsenseTask.named(name).orElseThrow())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  int cutoff() {
    return integer("cutoff");
  }

  PredictedTokens predictedTokens() {
    return cell().flag("train-on-inputs")
        ? PredictedTokens.PROMPT_AND_RESPONSE
        : PredictedTokens.RESPONSE;
  }

  TrainingMemory memory() {
    return new TrainingMemory(
        cell().flag("activation-checkpointing") ? Activations.RECOMPUTED : Activations.KEPT,
        integer("logit-rows"));
  }

  int validationRows() {
    return integer("validation-rows");
  }

  long validationSeed() {
    return cell().integer("validation-seed");
  }

  int validationBatchSize() {
    return integer("validation-batch-size");
  }

  boolean keepBest() {
    return cell().flag("keep-best");
  }

  /** Rows of a data set to evaluate, of those it has. */
  int evaluationRows(int available) {
    return cell().has("evaluation-rows")
        ? Math.min(integer("evaluation-rows"), available)
        : available;
  }

  /** In the order of the metrics: the first one is what the trial is judged by. */
  List<Scorer> scorers() {
    return cell().texts("scorers").stream()
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
        cell().decimal("length-penalty"),
        cell().flag("stop-at-end-token") ? endTokens : List.of());
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
    return Math.toIntExact(cell().integer(parameter));
  }

  private Cell cell() {
    return common.cell();
  }
}
