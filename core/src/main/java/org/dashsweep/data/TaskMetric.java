package org.dashsweep.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A metric of a data set's results. Values are scikit-learn's and SciPy's, each by the function
 * named here.
 */
public enum TaskMetric {
  /** Share of right predictions: {@code accuracy_score}. */
  ACCURACY(Of.CLASSES),

  /**
   * Harmonic mean of precision and recall of the positive class, which is the second of two: {@code
   * f1_score}.
   */
  F1(Of.TWO_CLASSES),

  /**
   * Matthews's correlation, for more than two classes Gorodkin's R_K: {@code matthews_corrcoef}.
   */
  MATTHEWS(Of.CLASSES),

  /** Mean of F1 over the classes that occur: {@code f1_score(average="macro")}. */
  MACRO_F1(Of.CLASSES),

  /** Mean of F1 weighted by the labels' counts: {@code f1_score(average="weighted")}. */
  WEIGHTED_F1(Of.CLASSES),

  /** The mean of Pearson's and Spearman's correlation. */
  CORRELATION(Of.SCORES),

  /** Correlation of the numbers: {@code scipy.stats.pearsonr}. */
  PEARSON(Of.SCORES),

  /** Correlation of their ranks: {@code scipy.stats.spearmanr}. */
  SPEARMAN(Of.SCORES),

  /** Mean squared error, of which less is better: {@code mean_squared_error}. */
  MSE(Of.SCORES);

  private final Of labels;

  TaskMetric(Of labels) {
    this.labels = labels;
  }

  /** Labels that a metric is of. */
  private enum Of {
    CLASSES,
    TWO_CLASSES,
    SCORES
  }

  /** Returns whether it can be measured where an example has one of these labels. */
  public boolean fits(Labels possible) {
    return switch (labels) {
      case SCORES -> possible instanceof Labels.Scores;
      case CLASSES -> possible instanceof Labels.Classes;
      case TWO_CLASSES -> possible instanceof Labels.Classes && possible.outputs() == 2;
    };
  }

  /** Returns whether it is of numbers, and not of classes. */
  public boolean isOfScores() {
    return labels == Of.SCORES;
  }

  /** Returns whether a smaller value is better. */
  public boolean lowerIsBetter() {
    return this == MSE;
  }

  /** Returns every metric that fits, in the order of tables. */
  public static List<TaskMetric> fitting(Labels labels) {
    return Arrays.stream(values()).filter(metric -> metric.fits(labels)).toList();
  }

  /** Returns the metrics of the built-in tasks that fit, in the order of tables. */
  public static List<TaskMetric> usual(Labels labels) {
    return Stream.of(ACCURACY, F1, MATTHEWS, MACRO_F1, CORRELATION, PEARSON, SPEARMAN)
        .filter(metric -> metric.fits(labels))
        .filter(metric -> metric != MATTHEWS || labels.outputs() == 2)
        .toList();
  }

  /** Returns the metric that tables call by this name. */
  public static Optional<TaskMetric> named(String name) {
    return Arrays.stream(values()).filter(metric -> metric.toString().equals(name)).findFirst();
  }

  /** Returns the name that sweep files and tables have for it, in kebab case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
