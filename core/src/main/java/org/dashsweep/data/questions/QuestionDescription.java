package org.dashsweep.data.questions;

import static org.dashsweep.data.described.RowDescription.EVALUATION;
import static org.dashsweep.data.described.RowDescription.TRAIN;
import static org.dashsweep.data.described.RowDescription.text;
import static org.dashsweep.data.described.RowDescription.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.Prompt;
import org.dashsweep.data.commonsense.PromptForm;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.described.HoldOut;
import org.dashsweep.data.described.RowDescription;
import org.dashsweep.data.rows.RowForm;
import org.jspecify.annotations.Nullable;

/**
 * A set of questions as a sweep file describes it.
 *
 * @param name of one's own
 * @param train locations of the training rows, joined in their order; empty if there are none
 * @param evaluation location of the questions to evaluate on; null for none or held-out ones
 * @param holdOut the training rows that are evaluated on instead; null if none are
 * @param columns that are read
 * @param form of the files
 * @param answerForm of the answers
 * @param template of an answer as a response, with the placeholder {@code {answer}}
 * @param prompt form of the prompts
 */
public record QuestionDescription(
    String name,
    List<String> train,
    @Nullable String evaluation,
    @Nullable HoldOut holdOut,
    Columns columns,
    RowForm form,
    AnswerForm answerForm,
    String template,
    PromptForm prompt)
    implements QuestionSet {
  // The keys of a description in a sweep file, beside those of its rows.
  public static final String INSTRUCTION = "instruction";
  public static final String INPUT = "input";
  public static final String OUTPUT = "output";
  public static final String ANSWER = "answer";
  public static final String OPTIONS = "options";
  public static final String PATTERN = "pattern";
  public static final String EXACT = "exact";
  public static final String RESPONSE = "response";
  public static final String PROMPT = "prompt";

  /** The place of an answer in {@link #RESPONSE}. */
  public static final String PLACE_OF_ANSWER = "{answer}";

  public QuestionDescription {
    train = List.copyOf(train);
  }

  /**
   * Names of the columns that are read.
   *
   * @param input of more of the question, or null
   * @param output of the response to learn; null if it is made of the answer
   */
  public record Columns(
      String instruction, @Nullable String input, @Nullable String output, String answer) {}

  /**
   * Reads a description in the canonical form that trials carry.
   *
   * @param json an object with these keys and those of {@link RowDescription}
   */
  public static QuestionDescription of(String name, JsonNode json) {
    @Nullable String prompt = text(json, PROMPT);
    return new QuestionDescription(
        name,
        texts(json.path(TRAIN)),
        text(json, EVALUATION),
        RowDescription.holdOut(json),
        new Columns(
            json.path(INSTRUCTION).textValue(),
            text(json, INPUT),
            text(json, OUTPUT),
            json.path(ANSWER).textValue()),
        RowDescription.form(json),
        answerForm(json),
        json.path(RESPONSE).textValue(),
        prompt == null ? Prompt.AUTHORS : new Template(prompt));
  }

  private static AnswerForm answerForm(JsonNode json) {
    if (json.has(OPTIONS)) {
      return new AnswerForm.Options(texts(json.path(OPTIONS)));
    }
    return json.has(PATTERN)
        ? new AnswerForm.Matched(Pattern.compile(json.path(PATTERN).textValue()))
        : new AnswerForm.Exact(Normalization.named(json.path(EXACT).textValue()).orElseThrow());
  }

  @Override
  public String setName() {
    return name;
  }

  @Override
  public List<String> answers() {
    return answerForm.options();
  }

  @Override
  public List<String> options(Instruction row) {
    return answerForm.options();
  }

  @Override
  public String response(String answer) {
    return template.replace(PLACE_OF_ANSWER, answer);
  }

  @Override
  public Optional<String> extract(String generated) {
    return answerForm.find(prompt.responseIn(generated));
  }

  @Override
  public boolean isRight(String answer, String right) {
    return answerForm.isRight(answer, right);
  }
}
