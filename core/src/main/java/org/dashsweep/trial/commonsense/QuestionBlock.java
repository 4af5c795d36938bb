package org.dashsweep.trial.commonsense;

import static org.dashsweep.data.questions.QuestionDescription.ANSWER;
import static org.dashsweep.data.questions.QuestionDescription.EVALUATION;
import static org.dashsweep.data.questions.QuestionDescription.EXACT;
import static org.dashsweep.data.questions.QuestionDescription.FORMAT;
import static org.dashsweep.data.questions.QuestionDescription.HOLD_OUT;
import static org.dashsweep.data.questions.QuestionDescription.HOLD_OUT_SEED;
import static org.dashsweep.data.questions.QuestionDescription.INPUT;
import static org.dashsweep.data.questions.QuestionDescription.INSTRUCTION;
import static org.dashsweep.data.questions.QuestionDescription.NO_QUOTING;
import static org.dashsweep.data.questions.QuestionDescription.OPTIONS;
import static org.dashsweep.data.questions.QuestionDescription.OUTPUT;
import static org.dashsweep.data.questions.QuestionDescription.PATTERN;
import static org.dashsweep.data.questions.QuestionDescription.PLACE_OF_ANSWER;
import static org.dashsweep.data.questions.QuestionDescription.PROMPT;
import static org.dashsweep.data.questions.QuestionDescription.QUOTING;
import static org.dashsweep.data.questions.QuestionDescription.RESPONSE;
import static org.dashsweep.data.questions.QuestionDescription.RFC_4180;
import static org.dashsweep.data.questions.QuestionDescription.TRAIN;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.questions.Normalization;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.space.Constraint;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionField;
import org.dashsweep.space.Parameter;

/** The block {@code question-sets} of sweep files. Read by {@link CommonsenseSettings}. */
final class QuestionBlock {
  /** The key on the top level. */
  static final String KEY = "question-sets";

  private QuestionBlock() {}

  static DescriptionBlock of(
      Parameter<?> dataSets, Parameter<?> trainSet, Parameter<String> carried) {
    return new DescriptionBlock(
        KEY,
        "sets of questions of one's own, each a name with a description",
        List.of(dataSets.name(), trainSet.name()),
        carried,
        reserved(),
        fields(),
        new QuestionDescriptionCheck());
  }

  /** The averages' name is a name in tables too. */
  private static Set<String> reserved() {
    Set<String> names = new HashSet<>(Set.of(CommonsenseSource.ALL_EIGHT, Averages.DATASET));
    Arrays.stream(CommonsenseTask.values()).map(CommonsenseTask::folder).forEach(names::add);
    return names;
  }

  private static List<DescriptionField> fields() {
    return List.of(
        new DescriptionField.Locations(
            TRAIN,
            "file or directory of the training rows, relative to the sweep file, or a URI; or names"
                + " with one each, which are joined"),
        text(EVALUATION, "that of the questions to evaluate on"),
        new DescriptionField.Value(
            Parameter.decimal(HOLD_OUT, "share of the training rows to evaluate on instead")
                .between(0.001, 0.999)
                .optional()),
        new DescriptionField.Value(
            Parameter.integer(HOLD_OUT_SEED, "of the choice of these rows; 0 if absent")
                .between(0, Integer.MAX_VALUE)
                .optional()),
        column(INSTRUCTION, "column of the instruction"),
        text(INPUT, "column of more of the question, which rows may leave empty"),
        text(OUTPUT, "column of the response to learn; if absent it is response with the answer"),
        column(ANSWER, "column of the right answer"),
        new DescriptionField.Texts(
            OPTIONS,
            "every answer there is; the first that a response has as a whole word counts",
            new Constraint.Anything()),
        text(PATTERN, "regular expression; its first group, where it first matches, is the answer"),
        new DescriptionField.Value(
            Parameter.choice(
                    EXACT,
                    Arrays.stream(Normalization.values()).map(Normalization::label).toList(),
                    label -> label,
                    "the whole response is the answer, compared after this normalisation")
                .optional()),
        new DescriptionField.Value(
            Parameter.text(RESPONSE, "an answer as a response, with {answer} in its place")
                .defaultsTo(PLACE_OF_ANSWER)),
        text(PROMPT, "text with {instruction} and {input}; the authors' prompts if absent"),
        new DescriptionField.Value(
            Parameter.choice(
                    FORMAT,
                    RowFormat.labels(),
                    label -> label,
                    "of the files; told by their names if absent")
                .optional()),
        new DescriptionField.Value(
            Parameter.choice(
                    QUOTING,
                    List.of(NO_QUOTING, RFC_4180),
                    label -> label,
                    "of TSV alone: quote characters are text (none, if absent) or quote as in CSV")
                .optional()));
  }

  private static DescriptionField text(String key, String description) {
    return new DescriptionField.Value(Parameter.text(key, description).optional());
  }

  /** A column that is called as its key unless a description says otherwise. */
  private static DescriptionField column(String key, String description) {
    return new DescriptionField.Value(Parameter.text(key, description).defaultsTo(key));
  }
}
