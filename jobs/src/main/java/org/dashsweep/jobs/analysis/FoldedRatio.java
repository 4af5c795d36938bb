package org.dashsweep.jobs.analysis;

import java.util.Locale;

/**
 * A ratio of two sums over held-out trials, with an interval over the folds of a cross-validation.
 *
 * <p>The folds' training sets overlap, so that the variance between folds is too small. It is
 * corrected by the factor of Nadeau and Bengio (2003, "Inference for the generalization error",
 * equation 9): 1/J + n₂/n₁, which is 1/J + 1/(J − 1) for J folds.
 */
final class FoldedRatio {
  private FoldedRatio() {}

  /**
   * Returns the ratio of the sums, with its interval by linearisation over folds.
   *
   * @param numerators (J) one for each fold
   * @param denominators (J) one for each fold
   * @throws IllegalArgumentException if they are not of one length, at least 2
   */
  static Estimated of(double[] numerators, double[] denominators) {
    int folds = numerators.length;
    if (folds < 2 || denominators.length != folds) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a ratio needs at least 2 folds of both sums: %d and %d",
              folds,
              denominators.length));
    }
    double numerator = 0;
    double denominator = 0;
    for (int fold = 0; fold < folds; fold++) {
      numerator += numerators[fold];
      denominator += denominators[fold];
    }
    double ratio = numerator / denominator;
    double scale = denominator / folds;
    double squares = 0;
    for (int fold = 0; fold < folds; fold++) {
      double residual = (numerators[fold] - ratio * denominators[fold]) / scale;
      squares += residual * residual;
    }
    double variance = squares / (folds - 1) * (1.0 / folds + 1.0 / (folds - 1));
    return Estimated.of(ratio, Math.sqrt(variance), folds - 1);
  }
}
