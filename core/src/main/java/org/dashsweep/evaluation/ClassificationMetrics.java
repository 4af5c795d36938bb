package org.dashsweep.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metrics of single-label classification, as scikit-learn computes them: where one is undefined, 0
 * stands for it.
 */
public final class ClassificationMetrics {
  /** Share of right predictions. */
  public static final String ACCURACY = "accuracy";

  /** Mean over the classes that occur of the harmonic mean of precision and recall. */
  public static final String MACRO_F1 = "macro-f1";

  /** The harmonic mean of precision and recall of the class with index 1, of two classes. */
  public static final String F1 = "f1";

  /** The correlation of predictions and labels for two classes (Matthews, 1975). */
  public static final String MATTHEWS = "matthews";

  private ClassificationMetrics() {}

  /**
   * Returns all metrics by name.
   *
   * @param classes how many there are
   * @param logits for each example one value per class
   * @param predictions for each example the predicted class
   * @param labels for each example the right class
   */
  static Map<String, Double> of(
      int classes, List<List<Float>> logits, int[] predictions, int[] labels) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(ACCURACY, accuracy(predictions, labels));
    if (classes == 2) {
      metrics.put(F1, f1(predictions, labels));
      metrics.put(MATTHEWS, matthews(predictions, labels));
    }
    metrics.put(MACRO_F1, macroF1(predictions, labels));
    metrics.put(Metrics.LOSS, loss(logits, labels));
    return metrics;
  }

  static double accuracy(int[] predictions, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      if (predictions[i] == labels[i]) {
        right++;
      }
    }
    return (double) right / labels.length;
  }

  static double f1(int[] predictions, int[] labels) {
    return new Confusion(2, predictions, labels).f1(1);
  }

  static double matthews(int[] predictions, int[] labels) {
    Confusion confusion = new Confusion(2, predictions, labels);
    // As doubles: the product of four counts does not fit into a long.
    double positives = confusion.actual(1);
    double negatives = confusion.actual(0);
    double saidPositive = confusion.predicted(1);
    double saidNegative = confusion.predicted(0);
    double truePositives = confusion.right(1);
    double trueNegatives = confusion.right(0);
    double covariance =
        truePositives * trueNegatives
            - (saidPositive - truePositives) * (saidNegative - trueNegatives);
    double variances = positives * negatives * saidPositive * saidNegative;
    return variances == 0 ? 0 : covariance / Math.sqrt(variances);
  }

  /** Returns the mean over classes seen or predicted, as {@code f1_score(average="macro")} does. */
  static double macroF1(int[] predictions, int[] labels) {
    int count =
        1
            + Math.max(
                Arrays.stream(predictions).max().orElse(0), Arrays.stream(labels).max().orElse(0));
    Confusion confusion = new Confusion(count, predictions, labels);
    double sum = 0;
    int occurring = 0;
    for (int label = 0; label < count; label++) {
      if (confusion.predicted(label) + confusion.actual(label) > 0) {
        occurring++;
        sum += confusion.f1(label);
      }
    }
    return sum / occurring;
  }

  /** Mean negative log-likelihood of the right class, in nats. */
  static double loss(List<List<Float>> logits, int[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      List<Float> row = logits.get(i);
      double largest = row.stream().mapToDouble(Float::doubleValue).max().orElseThrow();
      double total = row.stream().mapToDouble(logit -> Math.exp(logit - largest)).sum();
      sum += largest + Math.log(total) - row.get(labels[i]);
    }
    return sum / labels.length;
  }
}
