package org.dashsweep.trial.classification;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.adapter.Methods;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.AdapterNotes;
import org.dashsweep.trial.TrialParameters;

/**
 * The parameters of sequence classification in sweep files. Read by {@link ClassificationSettings}.
 */
public final class ClassificationParameters {
  public static final Parameter<String> TASK =
      Parameter.text(
              "task",
              "data set: supersense or hypernymy (bundled), or one of GLUE's: cola, sst-2, mrpc,"
                  + " qqp, sts-b, mnli, qnli, rte, wnli; or one that the block tasks describes")
          .required();

  /** Descriptions of the tasks that a sweep file describes itself. */
  static final Parameter<String> TASK_DESCRIPTION =
      Parameter.text("task-description", "set by the block tasks of the top level").optional();

  static final Parameter<String> DATA =
      Parameter.text("data", "folder of GLUE's folders, below --data; that folder itself if absent")
          .optional();

  static final Parameter<Double> VALIDATION_SHARE =
      Parameter.decimal(
              "validation-share",
              "share of the training rows that is evaluated as split validation instead of trained"
                  + " on: settings are chosen by it; none if absent")
          .between(0.001, 0.999)
          .optional();

  static final Parameter<Integer> MAX_LENGTH =
      Parameter.integer("max-length", "tokens an example is cut to")
          .in("tokens")
          .atLeast(8)
          .defaultsTo(128);

  static final Parameter<Double> HIDDEN_DROPOUT =
      Parameter.decimal("hidden-dropout", "of hidden states; the model's own rate if absent")
          .atLeastAndLessThan(0, 1)
          .optional();

  static final Parameter<Double> ATTENTION_DROPOUT =
      Parameter.decimal("attention-dropout", "of attention weights; the model's own if absent")
          .atLeastAndLessThan(0, 1)
          .optional();

  static final Parameter<Double> CLASSIFIER_DROPOUT =
      Parameter.decimal(
              "classifier-dropout",
              "of the head's input; hidden-dropout or the model's own rate if absent")
          .atLeastAndLessThan(0, 1)
          .optional();

  static final Parameter<Pooling> POOLING =
      Parameter.choice(
              AdapterNotes.POOLING, Pooling.class, "of hidden states into the head's input")
          .defaultsTo(Pooling.MEAN);

  static final Parameter<PositionAdapters> POSITION_ADAPTERS =
      Parameter.choice(
              AdapterNotes.POSITION_ADAPTERS,
              PositionAdapters.class,
              "projections of DeBERTa's relative positions that adapters change (the authors:"
                  + " keys-only); both if absent")
          .optional();

  static final Parameter<Integer> EVALUATE_EVERY_EPOCHS =
      Parameter.integer("evaluate-every-epochs", "epochs between evaluations, after whole ones")
          .in("epochs")
          .atLeast(1)
          .optional();

  /** The parameters that decide what data a trial has. */
  static final Set<Parameter<?>> ROWS = Set.of(TASK, TASK_DESCRIPTION, DATA, VALIDATION_SHARE);

  private static final int BATCH_SIZE = 32;

  private ClassificationParameters() {}

  static SearchSpace searchSpace() {
    return new SearchSpace(
        ClassificationExperiment.NAME,
        Stream.of(inputs(), TrialParameters.training(BATCH_SIZE), model())
            .<Parameter<?>>flatMap(List::stream)
            .toList(),
        TrialParameters.methods(Methods.ALL.stream(), training()),
        TrialParameters.choices(),
        Stream.concat(TrialParameters.rules().stream(), Stream.of(oneInterval())).toList(),
        List.of(TaskBlock.of(TASK, TASK_DESCRIPTION)));
  }

  /** The parameters that only training has a use for; a checkpoint says how its head pools. */
  private static List<Parameter<?>> training() {
    return List.of(
        VALIDATION_SHARE,
        HIDDEN_DROPOUT,
        ATTENTION_DROPOUT,
        CLASSIFIER_DROPOUT,
        POOLING,
        POSITION_ADAPTERS,
        EVALUATE_EVERY_EPOCHS);
  }

  private static Rule oneInterval() {
    return new Rule(
        List.of(TrialParameters.EVALUATE_EVERY, EVALUATE_EVERY_EPOCHS),
        "evaluate-every must be 0 where evaluate-every-epochs is given",
        config -> config.get(TrialParameters.EVALUATE_EVERY) == 0);
  }

  private static List<Parameter<?>> inputs() {
    return List.of(
        SearchSpace.MODEL.describedAs(
            "base model: minilm (bundled), bge-small-en-v1.5 or e5-small-v2 (mvn -Pmodels), or a"
                + " Hugging Face model directory"),
        TASK,
        DATA,
        VALIDATION_SHARE,
        MAX_LENGTH);
  }

  private static List<Parameter<?>> model() {
    return List.of(
        HIDDEN_DROPOUT,
        ATTENTION_DROPOUT,
        CLASSIFIER_DROPOUT,
        POOLING,
        POSITION_ADAPTERS,
        TrialParameters.EVALUATE_EVERY,
        EVALUATE_EVERY_EPOCHS,
        TrialParameters.EVALUATION_BATCH_SIZE);
  }
}
