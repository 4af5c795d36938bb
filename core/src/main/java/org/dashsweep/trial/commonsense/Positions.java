package org.dashsweep.trial.commonsense;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.dashsweep.data.DataException;

/**
 * The positions of a model, which limit the length of its texts.
 *
 * @param model its name in the sweep
 * @param tokens that it has positions for
 */
record Positions(String model, int tokens) {
  /** Before and behind a text. */
  private static final int SPECIAL_TOKENS = 2;

  /** Tells whether a text may have more tokens: each is made of a byte at least. */
  boolean mayBeExceededBy(String text) {
    return text.length() + SPECIAL_TOKENS > tokens
        || text.getBytes(StandardCharsets.UTF_8).length + SPECIAL_TOKENS > tokens;
  }

  /**
   * Requires a text to fit.
   *
   * @param length tokens of the text
   * @param place what messages call its row
   * @throws DataException if it does not
   */
  void require(int length, String place) {
    if (length > tokens) {
      throw new DataException(
          place,
          String.format(
              Locale.ROOT,
              "has %d tokens, and model %s has positions for %d (max_position_embeddings in its config.json): shorten the row, or lower cutoff for one to train on",
              length,
              model,
              tokens));
    }
  }
}
