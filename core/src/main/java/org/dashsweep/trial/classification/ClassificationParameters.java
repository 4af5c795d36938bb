package org.dashsweep.trial.classification;

import static org.dashsweep.space.Constraint.atLeast;
import static org.dashsweep.space.Constraint.atLeastAndLessThan;
import static org.dashsweep.space.Constraint.oneOf;
import static org.dashsweep.space.ParameterKind.DECIMAL;
import static org.dashsweep.space.ParameterKind.INTEGER;
import static org.dashsweep.space.ParameterKind.TEXT;

import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.space.Method;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialParameters;

/** What sweep files may say of sequence classification. Read by {@link ClassificationSettings}. */
final class ClassificationParameters {
  private static final int BATCH_SIZE = 32;

  private ClassificationParameters() {}

  static SearchSpace searchSpace() {
    List<Parameter> common =
        Stream.of(inputs(), TrialParameters.training(BATCH_SIZE), model())
            .flatMap(List::stream)
            .toList();
    List<Method> methods =
        Stream.concat(Stream.of(TrialParameters.headOnly()), TrialParameters.methods().stream())
            .toList();
    return new SearchSpace(
        ClassificationExperiment.NAME,
        common,
        methods,
        TrialParameters.choices(),
        Stream.concat(TrialParameters.rules().stream(), Stream.of(oneInterval())).toList());
  }

  private static Rule oneInterval() {
    return new Rule(
        List.of("evaluate-every", "evaluate-every-epochs"),
        "evaluate-every must be 0 where evaluate-every-epochs is given",
        config -> config.integer("evaluate-every") == 0);
  }

  private static List<Parameter> inputs() {
    return List.of(
        Parameter.required(
            "model", TEXT, "base model: minilm (bundled), or a Hugging Face model directory"),
        Parameter.required(
            "task",
            TEXT,
            "data set: supersense or hypernymy (bundled), or one of GLUE's: cola, sst-2, mrpc, qqp,"
                + " sts-b, mnli, qnli, rte, wnli"),
        Parameter.optional(
            "data", TEXT, "folder of GLUE's folders, below --data; that folder itself if absent"),
        Parameter.defaulted("max-length", INTEGER, 128, "tokens an example is cut to")
            .withConstraint(atLeast(8)));
  }

  private static List<Parameter> model() {
    return List.of(
        Parameter.optional(
                "hidden-dropout", DECIMAL, "of hidden states; the model's own rate if absent")
            .withConstraint(atLeastAndLessThan(0, 1)),
        Parameter.optional(
                "attention-dropout", DECIMAL, "of attention weights; the model's own if absent")
            .withConstraint(atLeastAndLessThan(0, 1)),
        Parameter.optional(
                "classifier-dropout",
                DECIMAL,
                "of the head's input; hidden-dropout or the model's own rate if absent")
            .withConstraint(atLeastAndLessThan(0, 1)),
        Parameter.defaulted("pooling", TEXT, "mean", "of hidden states into the head's input")
            .withConstraint(oneOf("mean", "first")),
        Parameter.optional(
                "position-adapters",
                TEXT,
                "projections of DeBERTa's relative positions that adapters change (the authors:"
                    + " keys-only); both if absent")
            .withConstraint(
                oneOf(PositionAdapters.BOTH.toString(), PositionAdapters.KEYS_ONLY.toString())),
        Parameter.defaulted(
                "evaluate-every", INTEGER, 0, "updates between evaluations; 0: only after the last")
            .withConstraint(atLeast(0)),
        Parameter.optional(
                "evaluate-every-epochs", INTEGER, "epochs between evaluations, after whole ones")
            .withConstraint(atLeast(1)),
        Parameter.defaulted("evaluation-batch-size", INTEGER, 64, "examples of an evaluation pass")
            .withConstraint(atLeast(1)));
  }
}
