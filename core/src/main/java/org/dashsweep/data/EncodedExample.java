package org.dashsweep.data;

import org.dashsweep.tokenizer.EncodedText;

/**
 * One example as a model reads it.
 *
 * @param id the example's id, see {@link Example#id()}
 * @param text its tokens
 * @param label one of {@link EncodedData#labels()}
 */
public record EncodedExample(String id, EncodedText text, Label label) {
  /** An example whose tokens and their segments are known. */
  public static EncodedExample of(String id, int[] tokenIds, int[] segmentIds, Label label) {
    return new EncodedExample(id, new EncodedText(tokenIds, segmentIds), label);
  }
}
