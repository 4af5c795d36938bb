package org.dashsweep.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.dashsweep.data.TaskMetric;

/**
 * A metric's value and the influence of each example on it: how much the value would change, times
 * the number of examples, if the example had a little more weight. Their mean is 0, and the
 * variance of their mean is that of the metric over other examples.
 *
 * <p>Of metrics of classes the influence is the jackknife's: (n − 1) (θ − θ₋ᵢ), centred. Of
 * correlations it is the infinitesimal jackknife's, the derivative by the weight. Source: Efron,
 * The Jackknife, the Bootstrap and Other Resampling Plans, 1982, chapters 3 and 6. The derivative
 * of Spearman's correlation is Croux and Dehon's (Statistical Methods and Applications 19, 2010),
 * with mid-ranks for ties.
 */
public final class ExampleInfluences {
  private final double value;
  private final double[] influences;

  private ExampleInfluences(double value, double[] influences) {
    this.value = value;
    this.influences = centred(influences);
  }

  /**
   * Measures predicted classes.
   *
   * @param classes how many there are
   * @param predictions for each example the predicted class
   * @param labels for each example the right class
   */
  public static ExampleInfluences ofClasses(
      TaskMetric metric, int classes, int[] predictions, int[] labels) {
    double value = ClassificationMetrics.of(metric, classes, predictions, labels);
    double[] influences = new double[labels.length];
    if (metric == TaskMetric.ACCURACY) {
      for (int i = 0; i < labels.length; i++) {
        influences[i] = predictions[i] == labels[i] ? 1 : 0;
      }
      return new ExampleInfluences(value, influences);
    }
    Map<Long, Double> known = new HashMap<>();
    for (int i = 0; i < labels.length; i++) {
      int left = i;
      // Examples with the same label and prediction have the same influence.
      influences[i] =
          known.computeIfAbsent(
              (long) labels[i] * classes + predictions[i],
              cell ->
                  (labels.length - 1)
                      * (value
                          - ClassificationMetrics.of(
                              metric, classes, without(predictions, left), without(labels, left))));
    }
    return new ExampleInfluences(value, influences);
  }

  /** Measures predicted numbers; everything is NaN where a correlation is undefined. */
  public static ExampleInfluences ofScores(
      TaskMetric metric, double[] predictions, double[] labels) {
    double value = RegressionMetrics.of(metric, predictions, labels);
    if (Double.isNaN(value)) {
      double[] undefined = new double[labels.length];
      Arrays.fill(undefined, Double.NaN);
      return new ExampleInfluences(value, undefined);
    }
    return new ExampleInfluences(
        value,
        switch (metric) {
          case MSE ->
              IntStream.range(0, labels.length)
                  .mapToDouble(i -> Math.pow(predictions[i] - labels[i], 2))
                  .toArray();
          case PEARSON -> pearson(predictions, labels);
          case SPEARMAN -> spearman(predictions, labels);
          case CORRELATION -> half(pearson(predictions, labels), spearman(predictions, labels));
          case ACCURACY, F1, MATTHEWS, MACRO_F1, WEIGHTED_F1 ->
              throw new IllegalArgumentException(metric + " is no metric of scores");
        });
  }

  /** Returns the metric's value. */
  public double value() {
    return value;
  }

  /** Returns the influence of each example, in their order. */
  public double[] influences() {
    return influences.clone();
  }

  private static int[] without(int[] values, int index) {
    int[] others = new int[values.length - 1];
    System.arraycopy(values, 0, others, 0, index);
    System.arraycopy(values, index + 1, others, index, others.length - index);
    return others;
  }

  private static double[] half(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (a[i] + b[i]) / 2).toArray();
  }

  private static double[] centred(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(value -> value - mean).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /** The derivative: x y − ρ (x² + y²) / 2 of the standardised numbers. */
  private static double[] pearson(double[] predictions, double[] labels) {
    double[] x = standardised(predictions);
    double[] y = standardised(labels);
    double correlation = mean(IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).toArray());
    return IntStream.range(0, x.length)
        .mapToDouble(i -> x[i] * y[i] - correlation * (x[i] * x[i] + y[i] * y[i]) / 2)
        .toArray();
  }

  private static double[] standardised(double[] values) {
    double[] centred = centred(values);
    double deviation = Math.sqrt(mean(Arrays.stream(centred).map(v -> v * v).toArray()));
    return Arrays.stream(centred).map(v -> v / deviation).toArray();
  }

  /**
   * The derivative of the correlation of the mid-distribution functions F(x) = P(X &lt; x) + P(X =
   * x) / 2. An example counts by its own ranks and by the ranks that it gives to all others.
   */
  private static double[] spearman(double[] predictions, double[] labels) {
    double[] ranksOfX = midRanks(predictions);
    double[] ranksOfY = midRanks(labels);
    double[] x = Arrays.stream(ranksOfX).map(rank -> rank - 0.5).toArray();
    double[] y = Arrays.stream(ranksOfY).map(rank -> rank - 0.5).toArray();
    double varianceOfX = mean(products(x, x));
    double varianceOfY = mean(products(y, y));
    double scale = Math.sqrt(varianceOfX * varianceOfY);
    double correlation = mean(products(x, y)) / scale;
    double[] aboveX = meanAbove(predictions, y);
    double[] aboveY = meanAbove(labels, x);
    double[] ownX = meanAbove(predictions, x);
    double[] ownY = meanAbove(labels, y);
    return IntStream.range(0, x.length)
        .mapToDouble(
            i -> {
              double ofX = (x[i] * x[i] + 2 * ownX[i]) / varianceOfX;
              double ofY = (y[i] * y[i] + 2 * ownY[i]) / varianceOfY;
              return (x[i] * y[i] + aboveX[i] + aboveY[i]) / scale - correlation * (ofX + ofY) / 2;
            })
        .toArray();
  }

  private static double[] products(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).toArray();
  }

  /** The mid-distribution function at each value. */
  private static double[] midRanks(double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return Arrays.stream(meanAbove(values, ones)).map(above -> 1 - above).toArray();
  }

  /** For each key, the mean over all of the values whose keys are larger, halved for equal keys. */
  private static double[] meanAbove(double[] keys, double[] values) {
    int n = keys.length;
    Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> keys[i]).reversed());
    double[] means = new double[n];
    double larger = 0;
    int start = 0;
    while (start < n) {
      int end = start;
      double equal = 0;
      // −0 and 0 are one number.
      while (end < n && keys[order[end]] == keys[order[start]]) {
        equal += values[order[end]];
        end++;
      }
      for (int i = start; i < end; i++) {
        means[order[i]] = (larger + equal / 2) / n;
      }
      larger += equal;
      start = end;
    }
    return means;
  }
}
