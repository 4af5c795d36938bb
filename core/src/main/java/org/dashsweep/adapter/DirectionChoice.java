package org.dashsweep.adapter;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rule by which directions are chosen among the singular directions of W. */
public enum DirectionChoice {
  /** Directions of the largest change rates, the largest first (Si et al., 2025). */
  CHANGE_RATE,
  /** Directions of the largest singular values. */
  LARGEST,
  /** Directions of the smallest singular values. */
  SMALLEST,
  /** Directions in the middle of the singular values. */
  MIDDLE,
  /** Directions drawn from the trial's seed and the layer's name. */
  RANDOM;

  /**
   * Returns the indices of the directions chosen.
   *
   * @param rates of all directions, by falling singular value
   * @param count s
   * @param seed of the training
   * @param layer full name
   */
  int[] of(float[] rates, int count, long seed, String layer) {
    return switch (this) {
      case CHANGE_RATE -> ChangeRates.largest(rates.length, i -> rates[i], count);
      case LARGEST -> IntStream.range(0, count).toArray();
      case SMALLEST -> IntStream.range(rates.length - count, rates.length).toArray();
      case MIDDLE -> {
        int first = (rates.length - count) / 2;
        yield IntStream.range(first, first + count).toArray();
      }
      case RANDOM -> drawn(rates.length, count, seed, layer);
    };
  }

  private static int[] drawn(int available, int count, long seed, String layer) {
    List<Integer> all = IntStream.range(0, available).boxed().collect(Collectors.toList());
    Collections.shuffle(
        all, new Random(InitialValues.stream(seed, layer + ".directions").nextLong()));
    return all.stream().limit(count).mapToInt(Integer::intValue).toArray();
  }
}
