package org.dashsweep.directions;

/**
 * The expected scores of a choice at random, each set of directions alike, among those of one
 * matrix: means and probabilities of the hypergeometric distribution.
 *
 * @param directions the number of the matrix's singular directions
 */
public record RandomChoice(int directions) {
  public RandomChoice {
    if (directions < 1) {
      throw new IllegalArgumentException("A matrix has at least one direction: " + directions);
    }
  }

  /** Returns the mean of {@link Comparison#recall}. */
  public double recall() {
    return (double) available(Comparison.PREDICTED) / directions;
  }

  /** Returns the probability that {@link Comparison#strictRecall} is 1. */
  public double strictRecall() {
    int predicted = available(Comparison.PREDICTED);
    double probability = 1;
    for (int i = 0; i < available(Comparison.RECALLED); i++) {
      probability *= (double) (predicted - i) / (directions - i);
    }
    return probability;
  }

  /** Returns the mean of {@link Comparison#accuracy}. */
  public double accuracy() {
    return (double) available(Comparison.POOL) / directions;
  }

  /** Returns the mean of {@link Comparison#overlap}. */
  public double overlap() {
    double predicted = available(Comparison.PREDICTED);
    return predicted * predicted / directions;
  }

  private int available(int count) {
    return Math.min(count, directions);
  }
}
