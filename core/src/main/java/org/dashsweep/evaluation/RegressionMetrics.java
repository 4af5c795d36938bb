package org.dashsweep.evaluation;

import java.util.Arrays;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.dashsweep.data.TaskMetric;

/**
 * Metrics of predicted numbers. A correlation is undefined if all predictions are alike or there
 * are fewer than two examples; it is NaN, as in SciPy.
 */
final class RegressionMetrics {
  private RegressionMetrics() {}

  /** Returns the value of a metric of scores. */
  static double of(TaskMetric metric, double[] predictions, double[] labels) {
    return switch (metric) {
      case MSE -> meanSquaredError(predictions, labels);
      case PEARSON -> pearson(predictions, labels);
      case SPEARMAN -> spearman(predictions, labels);
      case CORRELATION -> (pearson(predictions, labels) + spearman(predictions, labels)) / 2;
      case ACCURACY, F1, MATTHEWS, MACRO_F1, WEIGHTED_F1 ->
          throw new IllegalArgumentException(metric + " is no metric of scores");
    };
  }

  private static double pearson(double[] predictions, double[] labels) {
    return labels.length > 1
        ? new PearsonsCorrelation().correlation(predictions, labels)
        : Double.NaN;
  }

  private static double spearman(double[] predictions, double[] labels) {
    return labels.length > 1
        ? new SpearmansCorrelation().correlation(withOneZero(predictions), withOneZero(labels))
        : Double.NaN;
  }

  /** The library ranks −0 below 0; they are one number. */
  private static double[] withOneZero(double[] values) {
    return Arrays.stream(values).map(value -> value + 0.0).toArray();
  }

  static double meanSquaredError(double[] predictions, double[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double error = predictions[i] - labels[i];
      sum += error * error;
    }
    return sum / labels.length;
  }
}
