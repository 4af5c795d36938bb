package org.dashsweep.trial.commonsense;

import static org.dashsweep.trial.commonsense.CommonsenseParameters.ACTIVATION_CHECKPOINTING;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.BEAMS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.CUTOFF;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.DATA;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.DATA_SETS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.DESCRIPTIONS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.EVALUATION_CACHE_TOKENS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.EVALUATION_ROWS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.KEEP_BEST;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.LENGTH_PENALTY;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.LOGIT_ROWS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.MAX_NEW_TOKENS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.SCORERS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.STOP_AT_END_TOKEN;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.TRAIN_ON_INPUTS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.TRAIN_SET;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.VALIDATION_BATCH_SIZE;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.VALIDATION_ROWS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.VALIDATION_SEED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.PredictedTokens;
import org.dashsweep.data.commonsense.Prompt;
import org.dashsweep.data.commonsense.PromptForm;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.questions.QuestionDescription;
import org.dashsweep.file.Json;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.model.Activations;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialSettings;

/** A commonsense trial's configuration as the types that run it. */
record CommonsenseSettings(TrialSettings common) {
  CommonsenseSettings(TrialConfig config) {
    this(new TrialSettings(config));
  }

  /** The folder of the built-in sets; empty if none is named. */
  Optional<String> data() {
    return config().find(DATA);
  }

  String trainSet() {
    return config().get(TRAIN_SET);
  }

  /** The sets to evaluate on: built-in ones in the order of the paper's tables, then others. */
  List<QuestionSet> dataSets() {
    return config().get(DATA_SETS).stream().map(this::set).toList();
  }

  /**
   * The set of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  QuestionSet set(String name) {
    return description(name)
        .<QuestionSet>map(described -> described)
        .or(() -> CommonsenseTask.named(name))
        .orElseThrow(
            () -> new IllegalArgumentException("There is no commonsense data set " + name));
  }

  /** The description of a set; empty for a built-in one. */
  Optional<QuestionDescription> description(String name) {
    return config()
        .find(DESCRIPTIONS)
        .map(CommonsenseSettings::parsed)
        .filter(carried -> carried.has(name))
        .map(carried -> QuestionDescription.of(name, carried.path(name)));
  }

  private static JsonNode parsed(String carried) {
    try {
      return Json.MAPPER.readTree(carried);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Descriptions are JSON: " + carried, e);
    }
  }

  /** The names of the built-in sets that the trial reads. */
  List<String> builtIns() {
    return Stream.concat(config().get(DATA_SETS).stream(), trainedSet().stream())
        .filter(name -> description(name).isEmpty())
        .filter(
            name ->
                name.equals(CommonsenseSource.ALL_EIGHT) || CommonsenseTask.named(name).isPresent())
        .distinct()
        .toList();
  }

  /** The form of the prompts that are trained on. */
  PromptForm trainingPrompt() {
    return description(trainSet()).map(QuestionDescription::prompt).orElse(Prompt.AUTHORS);
  }

  int cutoff() {
    return config().get(CUTOFF);
  }

  PredictedTokens predictedTokens() {
    return config().get(TRAIN_ON_INPUTS)
        ? PredictedTokens.PROMPT_AND_RESPONSE
        : PredictedTokens.RESPONSE;
  }

  /** The training rows that a trial reads; empty if it trains nothing. */
  Optional<String> trainedSet() {
    return config().find(TRAIN_SET);
  }

  TrainingMemory memory() {
    return new TrainingMemory(
        config().find(ACTIVATION_CHECKPOINTING).orElse(false)
            ? Activations.RECOMPUTED
            : Activations.KEPT,
        config().find(LOGIT_ROWS).orElse(0));
  }

  int validationRows() {
    return config().get(VALIDATION_ROWS);
  }

  long validationSeed() {
    return config().get(VALIDATION_SEED);
  }

  int validationBatchSize() {
    return config().get(VALIDATION_BATCH_SIZE);
  }

  boolean keepBest() {
    return config().get(KEEP_BEST);
  }

  /** Rows of a data set to evaluate, of those it has. */
  int evaluationRows(int available) {
    return Math.min(config().find(EVALUATION_ROWS).orElse(available), available);
  }

  /** In the order of the metrics: the first one is what the trial is judged by. */
  List<Scorer> scorers() {
    return config().get(SCORERS);
  }

  /**
   * The search for an answer.
   *
   * @param endTokens of the model
   */
  DecodingSettings decoding(List<Integer> endTokens) {
    return new DecodingSettings(
        config().get(BEAMS),
        config().get(MAX_NEW_TOKENS),
        config().get(LENGTH_PENALTY),
        config().get(STOP_AT_END_TOKEN) ? endTokens : List.of());
  }

  DecodingBudget budget() {
    return new DecodingBudget(
        config().get(TrialParameters.EVALUATION_BATCH_SIZE),
        config().get(EVALUATION_CACHE_TOKENS),
        DecodingBudget.DEFAULT.readTokens());
  }

  /** Forward passes of the whole training, validations before its end included. */
  long forwardPasses(int updates) {
    return common.forwardPasses(
        updates,
        common.evaluateEvery(),
        TrialSettings.ceilDivide(validationRows(), validationBatchSize()));
  }

  private TrialConfig config() {
    return common.config();
  }
}
