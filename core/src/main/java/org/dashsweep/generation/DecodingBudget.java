package org.dashsweep.generation;

import java.util.Locale;

/**
 * The limits on what is decoded at once. They decide about memory and speed, not about results.
 *
 * @param examples most prompts at once
 * @param cachedTokens most rows of the cache, each of two vectors a block; at least one prompt is
 *     decoded, however many it needs
 * @param readTokens most tokens of prompts that are read at once; at least one prompt is
 * @param leastSaved fewest tokens that are saved where what all prompts begin with is read once;
 *     where fewer would be, every prompt is read as a whole
 */
public record DecodingBudget(int examples, int cachedTokens, int readTokens, int leastSaved) {
  /** Fewer tokens take no longer than what reading them once costs: measured on a CPU. */
  private static final int LEAST_SAVED = 64;

  /** The budget for a CPU: more at once is not faster. */
  public static final DecodingBudget DEFAULT = new DecodingBudget(64, 32_768, 4_096);

  public DecodingBudget {
    requirePositive("examples", examples);
    requirePositive("cachedTokens", cachedTokens);
    requirePositive("readTokens", readTokens);
    requirePositive("leastSaved", leastSaved);
  }

  /** A budget that reads a beginning of all prompts once where that is faster. */
  public DecodingBudget(int examples, int cachedTokens, int readTokens) {
    this(examples, cachedTokens, readTokens, LEAST_SAVED);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be at least 1: %d", name, value));
    }
  }

  /** One prompt after the other, each read as a whole. */
  public static DecodingBudget oneByOne() {
    return new DecodingBudget(1, 1, 1).withoutSharing();
  }

  /** The same budget for reading every prompt as a whole. */
  public DecodingBudget withoutSharing() {
    return new DecodingBudget(examples, cachedTokens, readTokens, Integer.MAX_VALUE);
  }

  /** Half of it, down to one prompt after the other. */
  public DecodingBudget halved() {
    return new DecodingBudget(
        Math.max(1, examples / 2),
        Math.max(1, cachedTokens / 2),
        Math.max(1, readTokens / 2),
        leastSaved);
  }

  /** Prompts that are decoded at once if each needs that many rows of the cache. */
  int regions(int rows) {
    return Math.max(1, Math.min(examples, cachedTokens / rows));
  }
}
