package org.dashsweep.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * Metrics of predicted numbers. A correlation is undefined if all predictions are alike or there
 * are fewer than two examples; it is NaN, as in SciPy.
 */
public final class RegressionMetrics {
  /** Correlation of the values. */
  public static final String PEARSON = "pearson";

  /** Correlation of the ranks; equal values share the mean of their ranks. */
  public static final String SPEARMAN = "spearman";

  /** The mean of the two. */
  public static final String CORRELATION = "correlation";

  private RegressionMetrics() {}

  /** Returns all metrics by name. */
  static Map<String, Double> of(double[] predictions, double[] labels) {
    boolean defined = labels.length > 1;
    double pearson =
        defined ? new PearsonsCorrelation().correlation(predictions, labels) : Double.NaN;
    double spearman =
        defined
            ? new SpearmansCorrelation().correlation(withOneZero(predictions), withOneZero(labels))
            : Double.NaN;
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(CORRELATION, (pearson + spearman) / 2);
    metrics.put(PEARSON, pearson);
    metrics.put(SPEARMAN, spearman);
    metrics.put(Metrics.LOSS, meanSquaredError(predictions, labels));
    return metrics;
  }

  /** The library ranks −0 below 0; they are one number. */
  private static double[] withOneZero(double[] values) {
    return Arrays.stream(values).map(value -> value + 0.0).toArray();
  }

  private static double meanSquaredError(double[] predictions, double[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double error = predictions[i] - labels[i];
      sum += error * error;
    }
    return sum / labels.length;
  }
}
