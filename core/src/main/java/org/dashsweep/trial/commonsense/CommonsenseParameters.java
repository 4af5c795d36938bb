package org.dashsweep.trial.commonsense;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.adapter.Methods;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialParameters;

/**
 * The parameters of commonsense reasoning in sweep files. Memory-only parameters do not affect
 * trial ids; they change results by rounding error at most. The defaults are the protocol of the
 * authors' scripts. Read by {@link CommonsenseSettings}.
 */
public final class CommonsenseParameters {
  private static final DecodingSettings PAPER = DecodingSettings.paper(List.of());

  static final Parameter<String> DATA =
      Parameter.text(
              "data",
              "directory with a folder for each built-in set; tiny (bundled) for a demonstration")
          .optional();

  static final Parameter<String> TRAIN_SET =
      Parameter.text(
              "train-set",
              "training rows: commonsense_170k, the folder of one set, or a name of the block"
                  + " question-sets")
          .defaultsTo(CommonsenseSource.ALL_EIGHT);

  public static final Parameter<List<String>> DATA_SETS =
      Parameter.names(
              "data-sets",
              folders(),
              "folders of the sets to evaluate on, or names of the block question-sets")
          .defaultsTo(folders());

  /** Descriptions of the sets that a sweep file describes itself. */
  static final Parameter<String> DESCRIPTIONS =
      Parameter.text("question-set-descriptions", "set by the block question-sets of the top level")
          .optional();

  static final Parameter<Integer> CUTOFF =
      Parameter.integer("cutoff", "tokens a training example is cut to")
          .in("tokens")
          .atLeast(8)
          .defaultsTo(256);

  static final Parameter<Boolean> TRAIN_ON_INPUTS =
      Parameter.flag("train-on-inputs", "whether the loss is over the prompt too").defaultsTo(true);

  static final Parameter<Boolean> ACTIVATION_CHECKPOINTING =
      Parameter.flag(
              "activation-checkpointing",
              "whether blocks run again in the backward pass instead of keeping activations")
          .defaultsTo(false)
          .withCountedAs(false);

  static final Parameter<Integer> LOGIT_ROWS =
      Parameter.integer("logit-rows", "tokens whose logits exist at a time; 0: chosen by size")
          .in("tokens")
          .atLeast(0)
          .defaultsTo(0)
          .withCountedAs(0);

  static final Parameter<Integer> VALIDATION_ROWS =
      Parameter.integer("validation-rows", "rows drawn from the training rows")
          .in("rows")
          .atLeast(0)
          .defaultsTo(120);

  static final Parameter<Integer> VALIDATION_SEED =
      Parameter.integer("validation-seed", "of that draw")
          .between(0, Integer.MAX_VALUE)
          .defaultsTo(42);

  static final Parameter<Integer> VALIDATION_BATCH_SIZE =
      Parameter.integer("validation-batch-size", "examples whose mean losses are averaged")
          .in("examples")
          .atLeast(1)
          .defaultsTo(8);

  public static final Parameter<Boolean> KEEP_BEST =
      Parameter.flag(
              "keep-best",
              "whether the state of the lowest validation loss is evaluated, or the last")
          .defaultsTo(true);

  public static final Parameter<Integer> EVALUATION_ROWS =
      Parameter.integer("evaluation-rows", "rows of each set to evaluate; all of them if absent")
          .in("rows")
          .atLeast(1)
          .optional();

  static final Parameter<List<Scorer>> SCORERS =
      Parameter.choices(
              "scorers",
              List.of(Scorer.values()),
              Scorer::label,
              "how questions are answered: by what the model generates, which a trial is judged"
                  + " by, or by which answer is most probable")
          .defaultsTo(List.of(Scorer.GENERATION));

  static final Parameter<Integer> BEAMS =
      Parameter.integer("beams", "hypotheses of the beam search; 1: greedy")
          .in("hypotheses")
          .atLeast(1)
          .defaultsTo(PAPER.beams());

  static final Parameter<Integer> MAX_NEW_TOKENS =
      Parameter.integer("max-new-tokens", "longest generated answer")
          .in("tokens")
          .atLeast(1)
          .defaultsTo(PAPER.maximumNewTokens());

  static final Parameter<Double> LENGTH_PENALTY =
      Parameter.decimal("length-penalty", "exponent of the length in a hypothesis's score")
          .defaultsTo(PAPER.lengthPenalty());

  static final Parameter<Boolean> STOP_AT_END_TOKEN =
      Parameter.flag(
              "stop-at-end-token",
              "whether the model's end token ends a text, or all max-new-tokens are generated")
          .defaultsTo(true);

  static final Parameter<Integer> EVALUATION_CACHE_TOKENS =
      Parameter.integer(
              "evaluation-cache-tokens", "most tokens whose keys and values are kept at once")
          .in("tokens")
          .atLeast(1)
          .defaultsTo(DecodingBudget.DEFAULT.cachedTokens())
          .withCountedAs(32_768);

  /** The parameters that decide which rows a trial reads. */
  static final Set<Parameter<?>> ROWS = Set.of(DATA, TRAIN_SET, DATA_SETS, DESCRIPTIONS);

  /** The parameters that decide which training rows there are. */
  static final Set<Parameter<?>> TRAINING_ROWS = Set.of(DATA, TRAIN_SET, DESCRIPTIONS);

  /** The parameters that decide which questions a trial is asked. */
  static final Set<Parameter<?>> QUESTIONS = Set.of(DATA, DATA_SETS, DESCRIPTIONS, EVALUATION_ROWS);

  private static final int BATCH_SIZE = 16;

  private CommonsenseParameters() {}

  static SearchSpace searchSpace() {
    return new SearchSpace(
        CommonsenseExperiment.NAME,
        Stream.of(inputs(), TrialParameters.training(BATCH_SIZE), selection(), evaluation())
            .<Parameter<?>>flatMap(List::stream)
            .toList(),
        TrialParameters.methods(
            Methods.ALL.stream().filter(type -> !type.trainsHeadAlone()), training()),
        TrialParameters.choices(),
        Stream.concat(
                TrialParameters.rules().stream(),
                Stream.of(dataOfBuiltIns(), validationForTheBest()))
            .toList(),
        List.of(QuestionBlock.of(DATA_SETS, TRAIN_SET, DESCRIPTIONS)));
  }

  private static List<String> folders() {
    return Arrays.stream(CommonsenseTask.values()).map(CommonsenseTask::folder).toList();
  }

  private static Rule dataOfBuiltIns() {
    return new Rule(
        List.of(DATA_SETS),
        "data must be given where data-sets or train-set (commonsense_170k if absent) names a"
            + " built-in set",
        config -> config.has(DATA) || new CommonsenseSettings(config).builtIns().isEmpty());
  }

  /** The parameters that only training has a use for. */
  private static List<Parameter<?>> training() {
    return List.of(
        TRAIN_SET,
        CUTOFF,
        TRAIN_ON_INPUTS,
        ACTIVATION_CHECKPOINTING,
        LOGIT_ROWS,
        VALIDATION_ROWS,
        VALIDATION_SEED,
        VALIDATION_BATCH_SIZE,
        KEEP_BEST);
  }

  private static Rule validationForTheBest() {
    return new Rule(
        List.of(KEEP_BEST, VALIDATION_ROWS, TrialParameters.EVALUATE_EVERY),
        "keep-best needs validation-rows and evaluate-every above 0",
        config ->
            !config.get(KEEP_BEST)
                || (config.get(VALIDATION_ROWS) > 0
                    && config.get(TrialParameters.EVALUATE_EVERY) > 0));
  }

  private static List<Parameter<?>> inputs() {
    return List.of(
        SearchSpace.MODEL.describedAs(
            "base model: tiny-llama (bundled), or a LLaMA's Hugging Face directory"),
        DATA,
        TRAIN_SET,
        DATA_SETS,
        CUTOFF,
        TRAIN_ON_INPUTS);
  }

  private static List<Parameter<?>> selection() {
    return List.of(
        ACTIVATION_CHECKPOINTING,
        LOGIT_ROWS,
        VALIDATION_ROWS,
        VALIDATION_SEED,
        VALIDATION_BATCH_SIZE,
        TrialParameters.EVALUATE_EVERY
            .withDefault(80)
            .describedAs("updates between validation losses; 0: none"),
        KEEP_BEST);
  }

  private static List<Parameter<?>> evaluation() {
    return List.of(
        EVALUATION_ROWS,
        SCORERS,
        BEAMS,
        MAX_NEW_TOKENS,
        LENGTH_PENALTY,
        STOP_AT_END_TOKEN,
        TrialParameters.EVALUATION_BATCH_SIZE
            .describedAs("most questions at once")
            .withCountedAs(64),
        EVALUATION_CACHE_TOKENS);
  }
}
