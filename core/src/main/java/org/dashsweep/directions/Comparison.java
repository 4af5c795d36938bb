package org.dashsweep.directions;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares the directions that a low-rank training predicts with the true ones of a full
 * fine-tuning, of one matrix. Directions are indices among its singular directions, by falling
 * change rate.
 */
public final class Comparison {
  /** True directions that recall looks for. */
  public static final int RECALLED = 4;

  /** Predicted directions that recall looks among, that accuracy judges and overlaps count. */
  public static final int PREDICTED = 8;

  /** True directions that accuracy looks among. */
  public static final int POOL = 16;

  private Comparison() {}

  /**
   * Returns the share of the true top 4 that are among the predicted top 8.
   *
   * @throws IllegalArgumentException if a list is empty
   */
  public static double recall(List<Integer> truth, List<Integer> predicted) {
    return share(top(truth, RECALLED), top(predicted, PREDICTED));
  }

  /**
   * Returns 1 if all of the true top 4 are among the predicted top 8, else 0: the paper's text can
   * be read so.
   */
  public static double strictRecall(List<Integer> truth, List<Integer> predicted) {
    return recall(truth, predicted) == 1 ? 1 : 0;
  }

  /** Returns the share of the predicted top 8 that are among the true top 16. */
  public static double accuracy(List<Integer> truth, List<Integer> predicted) {
    return share(top(predicted, PREDICTED), top(truth, POOL));
  }

  /** Returns the number of directions in the top 8 of both. */
  public static int overlap(List<Integer> one, List<Integer> other) {
    return places(one, other).size();
  }

  /**
   * The places of a direction in two orders, from 0.
   *
   * @param one in the first
   * @param other in the second
   */
  public record Places(int one, int other) {}

  /** Returns the places of the directions in the top 8 of both, by that in the first. */
  public static List<Places> places(List<Integer> one, List<Integer> other) {
    List<Integer> topOfOther = top(other, PREDICTED);
    List<Integer> topOfOne = top(one, PREDICTED);
    return topOfOne.stream()
        .filter(topOfOther::contains)
        .map(index -> new Places(topOfOne.indexOf(index), topOfOther.indexOf(index)))
        .toList();
  }

  private static List<Integer> top(List<Integer> directions, int count) {
    if (directions.isEmpty()) {
      throw new IllegalArgumentException("A matrix has at least one direction");
    }
    return directions.subList(0, Math.min(count, directions.size()));
  }

  private static double share(List<Integer> sought, List<Integer> among) {
    Set<Integer> there = new HashSet<>(among);
    return (double) sought.stream().filter(there::contains).count() / sought.size();
  }
}
