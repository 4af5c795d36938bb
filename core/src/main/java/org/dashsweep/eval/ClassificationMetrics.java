package org.dashsweep.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics of single-label classification. */
public final class ClassificationMetrics {
  /** Share of right predictions. */
  public static final String ACCURACY = "accuracy";

  /** Mean over the labels that occur of the harmonic mean of precision and recall. */
  public static final String MACRO_F1 = "macro-f1";

  /** Mean negative log-likelihood of the right label, in nats. */
  public static final String LOSS = "loss";

  private ClassificationMetrics() {}

  /** All metrics by name. */
  public static Map<String, Double> of(Evaluation evaluation) {
    if (evaluation.labels().isEmpty()) {
      throw new IllegalArgumentException("There is no example to measure on");
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(ACCURACY, accuracy(evaluation));
    metrics.put(MACRO_F1, macroF1(evaluation.predictions(), evaluation.labels()));
    metrics.put(LOSS, loss(evaluation.logits(), evaluation.labels()));
    return metrics;
  }

  /** Share of right predictions. */
  public static double accuracy(Evaluation evaluation) {
    return accuracy(evaluation.predictions(), evaluation.labels());
  }

  static double accuracy(List<Integer> predictions, List<Integer> labels) {
    int right = 0;
    for (int i = 0; i < labels.size(); i++) {
      if (predictions.get(i).equals(labels.get(i))) {
        right++;
      }
    }
    return (double) right / labels.size();
  }

  /**
   * As scikit-learn's {@code f1_score(average="macro")}: labels seen or predicted, 0 if undefined.
   */
  static double macroF1(List<Integer> predictions, List<Integer> labels) {
    int count =
        1
            + Math.max(
                predictions.stream().mapToInt(i -> i).max().orElse(0),
                labels.stream().mapToInt(i -> i).max().orElse(0));
    int[] right = new int[count];
    int[] predicted = new int[count];
    int[] actual = new int[count];
    for (int i = 0; i < labels.size(); i++) {
      predicted[predictions.get(i)]++;
      actual[labels.get(i)]++;
      if (predictions.get(i).equals(labels.get(i))) {
        right[labels.get(i)]++;
      }
    }
    double sum = 0;
    int occurring = 0;
    for (int label = 0; label < count; label++) {
      if (predicted[label] + actual[label] > 0) {
        occurring++;
        sum += 2.0 * right[label] / (predicted[label] + actual[label]);
      }
    }
    return sum / occurring;
  }

  static double loss(List<List<Float>> logits, List<Integer> labels) {
    double sum = 0;
    for (int i = 0; i < labels.size(); i++) {
      List<Float> row = logits.get(i);
      double largest = row.stream().mapToDouble(Float::doubleValue).max().orElseThrow();
      double total = row.stream().mapToDouble(logit -> Math.exp(logit - largest)).sum();
      sum += largest + Math.log(total) - row.get(labels.get(i));
    }
    return sum / labels.size();
  }
}
