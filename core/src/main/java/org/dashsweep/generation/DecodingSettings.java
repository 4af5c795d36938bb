package org.dashsweep.generation;

import java.util.List;

/**
 * Settings of the search for a prompt's continuation, with the meaning of Hugging Face's {@code
 * GenerationConfig}. There is no sampling, and {@code early_stopping} is false.
 *
 * @param beams hypotheses at once; 1 is greedy search
 * @param maximumNewTokens longest continuation, an end token included
 * @param lengthPenalty exponent of the length by which a hypothesis's log-probability is divided
 * @param endTokens tokens of which each ends a text
 */
public record DecodingSettings(
    int beams, int maximumNewTokens, double lengthPenalty, List<Integer> endTokens) {
  public DecodingSettings {
    if (beams < 1) {
      throw new IllegalArgumentException("beams must be at least 1: " + beams);
    }
    if (maximumNewTokens < 1) {
      throw new IllegalArgumentException(
          "maximumNewTokens must be at least 1: " + maximumNewTokens);
    }
    if (!Double.isFinite(lengthPenalty)) {
      throw new IllegalArgumentException("lengthPenalty must be a number: " + lengthPenalty);
    }
    endTokens = endTokens.stream().distinct().toList();
  }

  /** Returns the paper's decoder: 4 beams, at most 32 new tokens, length penalty 1. */
  public static DecodingSettings paper(List<Integer> endTokens) {
    return new DecodingSettings(4, 32, 1, endTokens);
  }

  /** Returns the most probable token, again and again, until an end token or 32 tokens. */
  public static DecodingSettings greedy(List<Integer> endTokens) {
    return new DecodingSettings(1, 32, 1, endTokens);
  }

  /** Change of {@link #maximumNewTokens}. */
  public DecodingSettings withMaximumNewTokens(int tokens) {
    return new DecodingSettings(beams, tokens, lengthPenalty, endTokens);
  }

  /** Returns a search for the continuation of a prompt. */
  Search search(int promptTokens) {
    return beams == 1 ? new GreedySearch(this, promptTokens) : new BeamSearch(this, promptTokens);
  }

  /** Returns the score of a hypothesis: its log-probability over a power of its length. */
  float score(float logProbability, int tokens) {
    return logProbability / (float) Math.pow(tokens, lengthPenalty);
  }

  /**
   * Returns the number of best continuations of all open hypotheses that a search looks at. It
   * leaves {@code beams} of them even if as many as possible end.
   */
  int candidates() {
    return beams == 1 ? 1 : Math.max(2, 1 + endTokens.size()) * beams;
  }

  /** Returns rows of a cache's region for a prompt and what is read behind it. */
  public int rows(int promptTokens) {
    // The last tokens are not read: nothing comes after them.
    return promptTokens + beams * (maximumNewTokens - 1);
  }
}
