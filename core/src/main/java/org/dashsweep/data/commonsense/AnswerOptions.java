package org.dashsweep.data.commonsense;

import java.util.Arrays;
import java.util.List;
import org.dashsweep.model.ForkedSequence;

/**
 * The responses that a question offers, as tokens: what all begin with, prompt included, and how
 * each goes on. Their probabilities differ in how they go on alone.
 *
 * <p>The arrays are shared, not copied: nobody writes to them.
 */
public final class AnswerOptions implements ForkedSequence {
  private final List<String> answers;
  private final int[] prefix;
  private final List<int[]> continuations;

  private AnswerOptions(List<String> answers, int[] prefix, List<int[]> continuations) {
    this.answers = answers;
    this.prefix = prefix;
    this.continuations = continuations;
  }

  /**
   * Splits encoded responses.
   *
   * @param answers at least 1
   * @param encoded for each answer the prompt and the response with it, each at least 1 token
   */
  static AnswerOptions of(List<String> answers, List<int[]> encoded) {
    int shared = encoded.stream().mapToInt(ids -> ids.length - 1).min().orElseThrow();
    int[] first = encoded.get(0);
    for (int[] ids : encoded) {
      int mismatch = Arrays.mismatch(first, 0, shared, ids, 0, shared);
      shared = mismatch < 0 ? shared : mismatch;
    }
    int common = shared;
    return new AnswerOptions(
        List.copyOf(answers),
        Arrays.copyOf(first, common),
        encoded.stream().map(ids -> Arrays.copyOfRange(ids, common, ids.length)).toList());
  }

  /** Returns the answers, in the question's order. */
  public List<String> answers() {
    return answers;
  }

  /** Returns tokens of the longest response, its prompt included. */
  public int length() {
    return prefix.length + continuations.stream().mapToInt(ids -> ids.length).max().orElseThrow();
  }

  /** Returns the tokens that all responses share, the prompt's among them. */
  @Override
  public int[] tokenIds() {
    return prefix;
  }

  /** Returns for each answer its tokens behind the prompt, at least 1. */
  @Override
  public List<int[]> continuations() {
    return continuations;
  }
}
