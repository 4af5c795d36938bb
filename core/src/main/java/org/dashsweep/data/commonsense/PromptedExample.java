package org.dashsweep.data.commonsense;

import java.util.Arrays;
import org.dashsweep.model.CausalBatch;

/**
 * A prompt and its response as a language model learns them.
 *
 * <p>The array is shared, not copied: nobody writes to it.
 */
public final class PromptedExample implements CausalBatch.Sequence {
  private final int[] tokenIds;
  private final int ignored;

  /**
   * Takes the array over.
   *
   * @param tokenIds prompt, response and, if it fits, the token that ends them, (n)
   * @param ignored tokens at the beginning that are not to be predicted
   */
  PromptedExample(int[] tokenIds, int ignored) {
    this.tokenIds = tokenIds;
    this.ignored = Math.min(ignored, tokenIds.length);
  }

  @Override
  public int[] tokenIds() {
    return tokenIds;
  }

  @Override
  public long[] labels() {
    long[] labels = Arrays.stream(tokenIds).asLongStream().toArray();
    Arrays.fill(labels, 0, ignored, CausalBatch.IGNORED);
    return labels;
  }

  @Override
  public int predicted() {
    // The first token has none before it to be predicted from.
    return Math.max(tokenIds.length - Math.max(ignored, 1), 0);
  }
}
