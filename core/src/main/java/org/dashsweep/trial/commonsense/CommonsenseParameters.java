package org.dashsweep.trial.commonsense;

import static org.dashsweep.space.Constraint.atLeast;
import static org.dashsweep.space.Constraint.between;
import static org.dashsweep.space.Constraint.oneOf;
import static org.dashsweep.space.ParameterKind.BOOLEAN;
import static org.dashsweep.space.ParameterKind.DECIMAL;
import static org.dashsweep.space.ParameterKind.INTEGER;
import static org.dashsweep.space.ParameterKind.TEXT;
import static org.dashsweep.space.ParameterKind.TEXT_LIST;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialParameters;

/**
 * What sweep files may say of commonsense reasoning. What is only about memory counts as one value
 * in trial ids: it changes results by the rounding of products of other shapes at most. The
 * defaults are the protocol of the authors' scripts. Read by {@link CommonsenseSettings}.
 */
final class CommonsenseParameters {
  private static final int BATCH_SIZE = 16;

  private static final String[] FOLDERS =
      Arrays.stream(CommonsenseTask.values()).map(CommonsenseTask::folder).toArray(String[]::new);

  private static final String[] SCORERS =
      Arrays.stream(Scorer.values()).map(Scorer::label).toArray(String[]::new);

  private CommonsenseParameters() {}

  static SearchSpace searchSpace() {
    return new SearchSpace(
        CommonsenseExperiment.NAME,
        Stream.of(inputs(), TrialParameters.training(BATCH_SIZE), selection(), evaluation())
            .flatMap(List::stream)
            .toList(),
        TrialParameters.methods(),
        TrialParameters.choices(),
        Stream.concat(TrialParameters.rules().stream(), rules()).toList());
  }

  private static Stream<Rule> rules() {
    return Stream.of(
        new Rule(
            List.of("keep-best", "validation-rows", "evaluate-every"),
            "keep-best needs validation-rows and evaluate-every above 0",
            config ->
                !config.flag("keep-best")
                    || (config.integer("validation-rows") > 0
                        && config.integer("evaluate-every") > 0)));
  }

  private static List<Parameter> inputs() {
    return List.of(
        Parameter.required(
            "model", TEXT, "base model: tiny-llama (bundled), or a LLaMA's Hugging Face directory"),
        Parameter.required(
            "data",
            TEXT,
            "directory with a folder for each set; tiny (bundled) for a demonstration"),
        Parameter.defaulted(
            "train-set",
            TEXT,
            CommonsenseSource.ALL_EIGHT,
            "training rows: commonsense_170k, or the folder of one set"),
        Parameter.defaulted(
                "data-sets", TEXT_LIST, List.of(FOLDERS), "folders of the sets to evaluate on")
            .withConstraint(oneOf(FOLDERS)),
        Parameter.defaulted("cutoff", INTEGER, 256, "tokens a training example is cut to")
            .withConstraint(atLeast(8)),
        Parameter.defaulted(
            "train-on-inputs", BOOLEAN, true, "whether the loss is over the prompt too"));
  }

  private static List<Parameter> selection() {
    return List.of(
        Parameter.defaulted(
                "activation-checkpointing",
                BOOLEAN,
                false,
                "whether blocks run again in the backward pass instead of keeping activations")
            .withCountedAs(false),
        Parameter.defaulted(
                "logit-rows", INTEGER, 0, "tokens whose logits exist at a time; 0: chosen by size")
            .withConstraint(atLeast(0))
            .withCountedAs(0),
        Parameter.defaulted("validation-rows", INTEGER, 120, "rows drawn from the training rows")
            .withConstraint(atLeast(0)),
        Parameter.defaulted("validation-seed", INTEGER, 42, "of that draw")
            .withConstraint(between(0, Integer.MAX_VALUE)),
        Parameter.defaulted(
                "validation-batch-size", INTEGER, 8, "examples whose mean losses are averaged")
            .withConstraint(atLeast(1)),
        Parameter.defaulted(
                "evaluate-every", INTEGER, 80, "updates between validation losses; 0: none")
            .withConstraint(atLeast(0)),
        Parameter.defaulted(
            "keep-best",
            BOOLEAN,
            true,
            "whether the state of the lowest validation loss is evaluated, or the last"));
  }

  private static List<Parameter> evaluation() {
    return List.of(
        Parameter.optional(
                "evaluation-rows", INTEGER, "rows of each set to evaluate; all of them if absent")
            .withConstraint(atLeast(1)),
        Parameter.defaulted(
                "scorers",
                TEXT_LIST,
                List.of(Scorer.GENERATION.label()),
                "how questions are answered: by what the model generates, which a trial is judged"
                    + " by, or by which answer is most probable")
            .withConstraint(oneOf(SCORERS)),
        Parameter.defaulted("beams", INTEGER, 4, "hypotheses of the beam search; 1: greedy")
            .withConstraint(atLeast(1)),
        Parameter.defaulted("max-new-tokens", INTEGER, 32, "longest generated answer")
            .withConstraint(atLeast(1)),
        Parameter.defaulted(
            "length-penalty", DECIMAL, 1.0, "exponent of the length in a hypothesis's score"),
        Parameter.defaulted(
            "stop-at-end-token",
            BOOLEAN,
            true,
            "whether the model's end token ends a text, or all max-new-tokens are generated"),
        Parameter.defaulted("evaluation-batch-size", INTEGER, 64, "most questions at once")
            .withConstraint(atLeast(1))
            .withCountedAs(64),
        Parameter.defaulted(
                "evaluation-cache-tokens",
                INTEGER,
                32_768,
                "most tokens whose keys and values are kept at once")
            .withConstraint(atLeast(1))
            .withCountedAs(32_768));
  }
}
