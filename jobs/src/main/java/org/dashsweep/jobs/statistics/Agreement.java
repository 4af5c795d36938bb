package org.dashsweep.jobs.statistics;

import java.util.HashMap;
import java.util.Map;

/**
 * The agreement of two raters, or of two seeds, on the same examples.
 *
 * @param share of the examples with equal answers
 * @param kappa agreement beyond what the answers' frequencies give by chance (Cohen, Educational
 *     and Psychological Measurement 20, 1960); NaN if chance alone gives full agreement. Equals
 *     {@code cohen_kappa_score} of scikit-learn
 */
public record Agreement(double share, double kappa) {
  /**
   * Compares answers, each a number that stands for it.
   *
   * @throws IllegalArgumentException if there are none, or not as many of each
   */
  public static Agreement of(int[] first, int[] second) {
    if (first.length == 0 || first.length != second.length) {
      throw new IllegalArgumentException(
          "agreement needs as many answers of each: " + first.length + ", " + second.length);
    }
    Map<Integer, Integer> ofFirst = new HashMap<>();
    Map<Integer, Integer> ofSecond = new HashMap<>();
    int equal = 0;
    for (int i = 0; i < first.length; i++) {
      ofFirst.merge(first[i], 1, Integer::sum);
      ofSecond.merge(second[i], 1, Integer::sum);
      equal += first[i] == second[i] ? 1 : 0;
    }
    double size = first.length;
    double chance = 0;
    for (Map.Entry<Integer, Integer> answer : ofFirst.entrySet()) {
      chance += answer.getValue() / size * (ofSecond.getOrDefault(answer.getKey(), 0) / size);
    }
    double share = equal / size;
    return new Agreement(share, chance >= 1 ? Double.NaN : (share - chance) / (1 - chance));
  }
}
