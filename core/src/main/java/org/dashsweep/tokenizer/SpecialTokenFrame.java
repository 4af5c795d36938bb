package org.dashsweep.tokenizer;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The special tokens that a family puts around its texts.
 *
 * @param before the first text, segment 0
 * @param behind the first text, segment 0
 * @param beforeSecond the second text of a pair, segment 1
 * @param behindSecond the second text of a pair, segment 1
 */
record SpecialTokenFrame(
    List<Integer> before,
    List<Integer> behind,
    List<Integer> beforeSecond,
    List<Integer> behindSecond) {
  /** Special tokens of a single text. */
  int size() {
    return before.size() + behind.size();
  }

  /** Special tokens of a pair. */
  int pairSize() {
    return size() + beforeSecond.size() + behindSecond.size();
  }

  /**
   * Puts a text's tokens between its special ones.
   *
   * @param kept how many of the tokens
   */
  EncodedText single(int[] tokens, int kept) {
    int[] ids = joined(before, tokens, kept, behind);
    return new EncodedText(ids, new int[ids.length]);
  }

  /** Puts a pair's tokens between its special ones. */
  EncodedText pair(int[] first, int[] second, Truncation.Kept kept) {
    int[] zeros = joined(before, first, kept.first(), behind);
    int[] ones = joined(beforeSecond, second, kept.second(), behindSecond);
    return new EncodedText(
        IntStream.concat(IntStream.of(zeros), IntStream.of(ones)).toArray(),
        IntStream.range(0, zeros.length + ones.length)
            .map(i -> i < zeros.length ? 0 : 1)
            .toArray());
  }

  private static int[] joined(List<Integer> before, int[] tokens, int kept, List<Integer> behind) {
    return Stream.of(ints(before), IntStream.of(tokens).limit(kept), ints(behind))
        .flatMapToInt(part -> part)
        .toArray();
  }

  private static IntStream ints(List<Integer> ids) {
    return ids.stream().mapToInt(Integer::intValue);
  }
}
