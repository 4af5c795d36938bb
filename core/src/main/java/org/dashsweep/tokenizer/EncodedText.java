package org.dashsweep.tokenizer;

import java.util.Arrays;
import java.util.Locale;
import org.dashsweep.model.PackedBatch;

/**
 * A text, or pair of texts, as a model reads it, with its special tokens and without padding.
 *
 * <p>The arrays are shared, not copied: nobody writes to them.
 */
public final class EncodedText implements PackedBatch.Sequence {
  private final int[] tokenIds;
  private final int[] segmentIds;

  /**
   * Takes the arrays over.
   *
   * @param tokenIds the vocabulary's indices, (n)
   * @param segmentIds for each token 0, or 1 in the second text of a pair, (n)
   * @throws IllegalArgumentException if their lengths differ
   */
  public EncodedText(int[] tokenIds, int[] segmentIds) {
    if (tokenIds.length != segmentIds.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there must be one segment id per token: %d tokens, %d segment ids",
              tokenIds.length,
              segmentIds.length));
    }
    this.tokenIds = tokenIds;
    this.segmentIds = segmentIds;
  }

  /** Returns the vocabulary's indices, (n). */
  @Override
  public int[] tokenIds() {
    return tokenIds;
  }

  /** Returns for each token 0, or 1 in the second text of a pair, (n). */
  @Override
  public int[] segmentIds() {
    return segmentIds;
  }

  /** Returns number of tokens, special ones included. */
  public int length() {
    return tokenIds.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedText that
        && Arrays.equals(tokenIds, that.tokenIds)
        && Arrays.equals(segmentIds, that.segmentIds);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokenIds) + Arrays.hashCode(segmentIds);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "EncodedText[tokenIds=%s, segmentIds=%s]",
        Arrays.toString(tokenIds),
        Arrays.toString(segmentIds));
  }
}
