package org.dashsweep.generation;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The order in which work is done together: like with like, and what needs most memory first. */
final class LargestFirst {
  private LargestFirst() {}

  /** Returns the indices of sizes from the largest to the smallest, of equals the first first. */
  static int[] order(int[] sizes) {
    return IntStream.range(0, sizes.length)
        .boxed()
        .sorted(Comparator.comparingInt((Integer i) -> sizes[i]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
