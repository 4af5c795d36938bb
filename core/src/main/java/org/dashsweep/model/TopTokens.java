package org.dashsweep.model;

/** The most probable next tokens behind each of some texts, the most probable first. */
public final class TopTokens {
  private final float[] logProbabilities;
  private final long[] tokens;
  private final int count;

  /**
   * Tokens of M texts.
   *
   * @param logProbabilities (M, count), row-major
   * @param tokens (M, count), row-major
   */
  public TopTokens(float[] logProbabilities, long[] tokens, int count) {
    this.logProbabilities = logProbabilities;
    this.tokens = tokens;
    this.count = count;
  }

  /** Returns the number of tokens behind each text. */
  public int count() {
    return count;
  }

  /** Returns the natural logarithm of the probability of a text's token of that rank, from 0. */
  public float logProbability(int text, int rank) {
    return logProbabilities[text * count + rank];
  }

  /** Returns a text's token of that rank, from 0. */
  public int token(int text, int rank) {
    return (int) tokens[text * count + rank];
  }
}
