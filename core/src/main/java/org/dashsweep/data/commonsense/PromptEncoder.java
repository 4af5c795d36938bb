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
  private final TextTokenizer tokenizer;
  private final PromptForm prompt;
  private final int endOfSequence;

  /**
   * Makes an encoder of the authors' prompts.
   *
   * @throws DataException if the tokenizer has no token for the end of a sequence
   */
  public PromptEncoder(TextTokenizer tokenizer) {
    this(tokenizer, Prompt.AUTHORS);
  }

  /**
   * Makes an encoder.
   *
   * @throws DataException if the tokenizer has no token for the end of a sequence
   */
  public PromptEncoder(TextTokenizer tokenizer, PromptForm prompt) {
    this.tokenizer = tokenizer;
    this.prompt = prompt;
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
    int[] ids = tokenizer.encode(Segments.of(prompt.training(row)), cutoff).tokenIds();
    if (ids.length < cutoff && (ids.length == 0 || ids[ids.length - 1] != endOfSequence)) {
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = endOfSequence;
    }
    int ignored =
        predicted == PredictedTokens.PROMPT_AND_RESPONSE
            ? 0
            : tokenizer.encode(Segments.of(prompt.beforeResponse(row)), cutoff).length();
    return new PromptedExample(ids, ignored);
  }

  /** Examples to learn from, in the rows' order, on all cores. */
  public List<PromptedExample> training(
      List<Instruction> rows, int cutoff, PredictedTokens predicted) {
    return rows.parallelStream().map(row -> training(row, cutoff, predicted)).toList();
  }

  /** Returns the prompt to generate a response to, whole. */
  public EncodedText evaluation(Instruction row) {
    return tokenizer.encode(prompt.evaluation(row));
  }

  /** Prompts to generate responses to, in the rows' order, on all cores. */
  public List<EncodedText> evaluation(List<Instruction> rows) {
    return rows.parallelStream().map(this::evaluation).toList();
  }

  /**
   * Returns each answer that a question offers as a response, to compare their probabilities. The
   * response has the form that training has.
   */
  public AnswerOptions options(QuestionSet set, Instruction row) {
    List<String> answers = set.options(row);
    String before = prompt.evaluation(row);
    return AnswerOptions.of(
        answers,
        answers.stream()
            .map(answer -> tokenizer.encode(before + set.response(answer)).tokenIds())
            .toList());
  }

  /** Returns the longest text that {@link #options(QuestionSet, Instruction)} encodes. */
  public String longestResponse(QuestionSet set, Instruction row) {
    String longest =
        set.options(row).stream().max(Comparator.comparingInt(String::length)).orElseThrow();
    return prompt.evaluation(row) + set.response(longest);
  }

  /** Returns the answers of each question as responses, in the rows' order, on all cores. */
  public List<AnswerOptions> options(QuestionSet set, List<Instruction> rows) {
    return rows.parallelStream().map(row -> options(set, row)).toList();
  }
}
