package org.dashsweep.trial.commonsense;

import static org.dashsweep.data.described.RowDescription.EVALUATION;
import static org.dashsweep.data.described.RowDescription.TRAIN;
import static org.dashsweep.data.questions.QuestionDescription.ANSWER;
import static org.dashsweep.data.questions.QuestionDescription.EXACT;
import static org.dashsweep.data.questions.QuestionDescription.INPUT;
import static org.dashsweep.data.questions.QuestionDescription.INSTRUCTION;
import static org.dashsweep.data.questions.QuestionDescription.OPTIONS;
import static org.dashsweep.data.questions.QuestionDescription.OUTPUT;
import static org.dashsweep.data.questions.QuestionDescription.PATTERN;
import static org.dashsweep.data.questions.QuestionDescription.PLACE_OF_ANSWER;
import static org.dashsweep.data.questions.QuestionDescription.PROMPT;
import static org.dashsweep.data.questions.QuestionDescription.RESPONSE;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.questions.Normalization;
import org.dashsweep.space.Constraint;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionField;
import org.dashsweep.space.Parameter;
import org.dashsweep.trial.RowFields;

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
    return Stream.of(rows(), RowFields.heldOut(), columns(), answers(), RowFields.form())
        .flatMap(List::stream)
        .toList();
  }

  private static List<DescriptionField> rows() {
    return List.of(
        new DescriptionField.Locations(
            TRAIN,
            "file or directory of the training rows, relative to the sweep file, or a URI; or names"
                + " with one each, which are joined"),
        text(EVALUATION, "that of the questions to evaluate on"));
  }

  private static List<DescriptionField> columns() {
    return List.of(
        column(INSTRUCTION, "column of the instruction"),
        text(INPUT, "column of more of the question, which rows may leave empty"),
        text(OUTPUT, "column of the response to learn; if absent it is response with the answer"),
        column(ANSWER, "column of the right answer"));
  }

  private static List<DescriptionField> answers() {
    return List.of(
        new DescriptionField.Texts(
            OPTIONS,
            "every answer there is; the first that a response has as a whole word counts",
            new Constraint.Anything()),
        text(PATTERN, "regular expression; its first group, where it first matches, is the answer"),
        RowFields.choice(
            EXACT,
            Arrays.stream(Normalization.values()).map(Normalization::label).toList(),
            "the whole response is the answer, compared after this normalisation"),
        new DescriptionField.Value(
            Parameter.text(RESPONSE, "an answer as a response, with {answer} in its place")
                .defaultsTo(PLACE_OF_ANSWER)),
        text(PROMPT, "text with {instruction} and {input}; the authors' prompts if absent"));
  }

  private static DescriptionField text(String key, String description) {
    return new DescriptionField.Value(Parameter.text(key, description).optional());
  }

  /** A column that is called as its key unless a description says otherwise. */
  private static DescriptionField column(String key, String description) {
    return new DescriptionField.Value(Parameter.text(key, description).defaultsTo(key));
  }
}
