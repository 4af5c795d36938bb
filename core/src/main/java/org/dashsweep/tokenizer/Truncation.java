package org.dashsweep.tokenizer;

import java.util.Locale;

/**
 * The truncation of two texts that are too long together. Tokens are dropped from the longer one
 * until both are about equal, then from both in turn. Hugging Face calls both ways longest-first;
 * they differ in which text gets the odd token.
 */
enum Truncation {
  /**
   * The tokenizers in Python drop one token after the other; of texts of one length, the second's.
   */
  TOKEN_BY_TOKEN {
    @Override
    Kept keep(int first, int second, int room) {
      int keptFirst = first;
      int keptSecond = second;
      while (keptFirst + keptSecond > room) {
        if (keptFirst > keptSecond) {
          keptFirst--;
        } else {
          keptSecond--;
        }
      }
      return new Kept(keptFirst, keptSecond);
    }
  },

  /** The tokenizers library halves the room; the longer text, or the second, has the odd token. */
  HALVES {
    @Override
    Kept keep(int first, int second, int room) {
      if (first + second <= room) {
        return new Kept(first, second);
      }
      int half = room / 2;
      if (Math.min(first, second) > half) {
        return first > second ? new Kept(room - half, half) : new Kept(half, room - half);
      }
      return first > second ? new Kept(room - second, second) : new Kept(first, room - first);
    }
  };

  /**
   * Returns the number of tokens that each text keeps.
   *
   * @param first tokens of the first text
   * @param second tokens of the second text, 0 if there is none
   * @param room most tokens of both
   */
  abstract Kept keep(int first, int second, int room);

  /** Tokens kept of each text, from its beginning. */
  record Kept(int first, int second) {}

  /** Returns the tokens that texts may have beside the special ones. */
  static int room(int maximumLength, int specialTokens) {
    if (maximumLength < specialTokens) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "maximumLength must be at least %d, the number of special tokens: %d",
              specialTokens,
              maximumLength));
    }
    return maximumLength - specialTokens;
  }
}
