package org.dashsweep.data.commonsense;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.dashsweep.data.DataException;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.tokenizer.Segments;
import org.dashsweep.tokenizer.TextTokenizer;

/**
 * Rows as a language model reads them. Uses its tokenizer, which somebody else closes; safe to use
 * from several threads.
 */
public final class PromptEncoder {
  /** The beginning of every response of the data; the answer follows. */
  private static final String RESPONSE = "the correct answer is ";

  private final TextTokenizer tokenizer;
  private final int endOfSequence;

  /**
   * Makes an encoder.
   *
   * @throws DataException if the tokenizer has no token for the end of a sequence
   */
  public PromptEncoder(TextTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.endOfSequence = requireEndToken(tokenizer);
  }

  /**
   * Returns the token with which examples end.
   *
   * @throws DataException if the tokenizer has none
   */
  public static int requireEndToken(TextTokenizer tokenizer) {
    return tokenizer
        .specialTokens()
        .endOfSequence()
        .orElseThrow(
            () ->
                new DataException(
                    "The tokenizer",
                    "names no eos_token, with which examples end; add it to tokenizer_config.json"));
  }

  /**
   * Returns an example to learn from, as the authors' {@code generate_and_tokenize_prompt} makes
   * it. Prompt and response are cut at the end to the longest allowed. If there is room left, the
   * token that ends a sequence follows.
   *
   * @param cutoff most tokens
   * @param predicted the tokens of the loss; an example whose prompt alone fills it predicts
   *     nothing
   */
  public PromptedExample training(Instruction row, int cutoff, PredictedTokens predicted) {
    int[] ids = tokenizer.encode(Segments.of(Prompt.training(row)), cutoff).tokenIds();
    if (ids.length < cutoff && (ids.length == 0 || ids[ids.length - 1] != endOfSequence)) {
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = endOfSequence;
    }
    int ignored =
        predicted == PredictedTokens.PROMPT_AND_RESPONSE
            ? 0
            : tokenizer.encode(Segments.of(Prompt.beforeResponse(row)), cutoff).length();
    return new PromptedExample(ids, ignored);
  }

  /** Examples to learn from, in the rows' order, on all cores. */
  public List<PromptedExample> training(
      List<Instruction> rows, int cutoff, PredictedTokens predicted) {
    return rows.parallelStream().map(row -> training(row, cutoff, predicted)).toList();
  }

  /** Returns the prompt to generate a response to, whole. */
  public EncodedText evaluation(Instruction row) {
    return tokenizer.encode(Prompt.evaluation(row));
  }

  /** Prompts to generate responses to, in the rows' order, on all cores. */
  public List<EncodedText> evaluation(List<Instruction> rows) {
    return rows.parallelStream().map(this::evaluation).toList();
  }

  /**
   * Returns each answer that a question offers as a response, to compare their probabilities. The
   * response has the form that training has.
   *
   * @param task whose answers are offered if the question does not name any
   */
  public AnswerOptions options(CommonsenseTask task, Instruction row) {
    List<String> answers = answers(task, row);
    String prompt = Prompt.evaluation(row);
    return AnswerOptions.of(
        answers,
        answers.stream()
            .map(answer -> tokenizer.encode(prompt + RESPONSE + answer).tokenIds())
            .toList());
  }

  private static List<String> answers(CommonsenseTask task, Instruction row) {
    return row.options().isEmpty() ? task.answers() : row.options();
  }

  /** Returns the longest text that {@link #options(CommonsenseTask, Instruction)} encodes. */
  public String longestResponse(CommonsenseTask task, Instruction row) {
    String longest =
        answers(task, row).stream().max(Comparator.comparingInt(String::length)).orElseThrow();
    return Prompt.evaluation(row) + RESPONSE + longest;
  }

  /** Returns the answers of each question as responses, in the rows' order, on all cores. */
  public List<AnswerOptions> options(CommonsenseTask task, List<Instruction> rows) {
    return rows.parallelStream().map(row -> options(task, row)).toList();
  }
}
