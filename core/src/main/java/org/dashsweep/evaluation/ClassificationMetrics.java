package org.dashsweep.evaluation;

import java.util.Arrays;
import java.util.List;
import org.dashsweep.data.TaskMetric;

/**
 * Metrics of single-label classification, as scikit-learn computes them: where one is undefined, 0
 * stands for it.
 */
final class ClassificationMetrics {
  private ClassificationMetrics() {}

  /**
   * Returns the value of a metric of classes.
   *
   * @param classes how many there are
   * @param predictions for each example the predicted class
   * @param labels for each example the right class
   */
  static double of(TaskMetric metric, int classes, int[] predictions, int[] labels) {
    return switch (metric) {
      case ACCURACY -> accuracy(predictions, labels);
      case F1 -> f1(predictions, labels);
      case MATTHEWS ->
          classes == 2
              ? matthews(predictions, labels)
              : gorodkin(new Confusion(classes, predictions, labels), classes, labels.length);
      case MACRO_F1 -> macroF1(predictions, labels);
      case WEIGHTED_F1 -> weightedF1(new Confusion(classes, predictions, labels), classes);
      case CORRELATION, PEARSON, SPEARMAN, MSE ->
          throw new IllegalArgumentException(metric + " is no metric of classes");
    };
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

  /**
   * Returns R_K, the correlation for any number of classes. Source: Gorodkin, "Comparing two
   * K-category assignments by a K-category correlation coefficient", 2004.
   */
  private static double gorodkin(Confusion confusion, int classes, double examples) {
    double right = 0;
    double products = 0;
    double predictedSquares = 0;
    double actualSquares = 0;
    for (int label = 0; label < classes; label++) {
      double predicted = confusion.predicted(label);
      double actual = confusion.actual(label);
      right += confusion.right(label);
      products += predicted * actual;
      predictedSquares += predicted * predicted;
      actualSquares += actual * actual;
    }
    double all = examples * examples;
    double variances = (all - predictedSquares) * (all - actualSquares);
    return variances == 0 ? 0 : (right * examples - products) / Math.sqrt(variances);
  }

  private static double weightedF1(Confusion confusion, int classes) {
    double sum = 0;
    int examples = 0;
    for (int label = 0; label < classes; label++) {
      sum += confusion.actual(label) * confusion.f1(label);
      examples += confusion.actual(label);
    }
    return sum / examples;
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
