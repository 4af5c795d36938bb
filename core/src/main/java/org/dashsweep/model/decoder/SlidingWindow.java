package org.dashsweep.model.decoder;

import java.util.Locale;
import java.util.Set;

/**
 * The window of blocks in which a token sees only the last tokens before it (Jiang et al., 2023,
 * Mistral 7B). Token i sees token j where j ≤ i and i − j &lt; {@code tokens}.
 *
 * @param tokens that a token sees, itself included
 * @param blocks indices of the blocks that have it
 */
public record SlidingWindow(int tokens, Set<Integer> blocks) {
  /** No block has a window. */
  public static final SlidingWindow NONE = new SlidingWindow(Integer.MAX_VALUE, Set.of());

  public SlidingWindow {
    if (tokens < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "tokens must be at least 1: %d", tokens));
    }
    blocks = Set.copyOf(blocks);
  }

  /**
   * Returns whether some token of a text does not see all before it in some block.
   *
   * @param longest tokens of the text
   */
  boolean narrows(int longest) {
    return longest > tokens && !blocks.isEmpty();
  }
}
