package org.dashsweep.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;

/** The metrics of an evaluation, whatever its labels are. */
public final class Metrics {
  /** The loss that training minimises, its mean over the examples. */
  public static final String LOSS = "loss";

  private Metrics() {}

  /**
   * Returns metrics by name, and the loss as the last one.
   *
   * @param reported that fit the labels
   * @throws IllegalArgumentException if there is no example
   */
  public static Map<String, Double> of(EvaluationPass evaluation, List<TaskMetric> reported) {
    if (evaluation.expected().isEmpty()) {
      throw new IllegalArgumentException("There is no example to measure on");
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    reported.forEach(
        metric ->
            metrics.put(
                metric.toString(),
                of(metric, evaluation.labels(), evaluation.predictions(), evaluation.expected())));
    metrics.put(LOSS, loss(evaluation));
    return metrics;
  }

  /**
   * Returns the value of a metric.
   *
   * @param labels which it fits
   * @param predictions for each example the predicted label
   * @param expected for each example the right label
   */
  static double of(
      TaskMetric metric, Labels labels, List<Label> predictions, List<Label> expected) {
    if (!metric.fits(labels)) {
      throw new IllegalArgumentException(metric + " is no metric of " + labels.described());
    }
    return metric.isOfScores()
        ? RegressionMetrics.of(metric, scores(predictions), scores(expected))
        : ClassificationMetrics.of(
            metric, labels.outputs(), classes(predictions), classes(expected));
  }

  private static double loss(EvaluationPass evaluation) {
    return evaluation.labels() instanceof Labels.Classes
        ? ClassificationMetrics.loss(evaluation.outputs(), classes(evaluation.expected()))
        : RegressionMetrics.meanSquaredError(
            scores(evaluation.predictions()), scores(evaluation.expected()));
  }

  private static int[] classes(List<Label> labels) {
    return labels.stream().mapToInt(label -> ((Label.OfClass) label).index()).toArray();
  }

  private static double[] scores(List<Label> labels) {
    return labels.stream().mapToDouble(label -> ((Label.Score) label).value()).toArray();
  }
}
