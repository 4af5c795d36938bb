package org.dashsweep.tokenizer;

import org.jspecify.annotations.Nullable;

/**
 * A text, or pair of texts, to be encoded as one sequence.
 *
 * @param first its tokens have segment id 0
 * @param second its tokens have segment id 1; null for a single text
 */
public record Segments(String first, @Nullable String second) {
  /** Returns a single text. */
  public static Segments of(String text) {
    return new Segments(text, null);
  }

  /** Returns a pair of texts. */
  public static Segments of(String first, String second) {
    return new Segments(first, second);
  }
}
