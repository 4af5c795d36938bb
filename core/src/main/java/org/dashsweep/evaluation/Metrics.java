package org.dashsweep.evaluation;

import java.util.List;
import java.util.Map;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;

/** Every metric of an evaluation, whatever its labels are. */
public final class Metrics {
  /** The loss that training minimises, its mean over the examples. */
  public static final String LOSS = "loss";

  private Metrics() {}

  /**
   * Returns all metrics by name; the name of each {@link org.dashsweep.data.PrimaryMetric} that
   * fits the labels is among them.
   *
   * @throws IllegalArgumentException if there is no example
   */
  public static Map<String, Double> of(EvaluationPass evaluation) {
    if (evaluation.expected().isEmpty()) {
      throw new IllegalArgumentException("There is no example to measure on");
    }
    if (evaluation.labels() instanceof Labels.Classes classes) {
      return ClassificationMetrics.of(
          classes.names().size(),
          evaluation.outputs(),
          classes(evaluation.predictions()),
          classes(evaluation.expected()));
    }
    return RegressionMetrics.of(scores(evaluation.predictions()), scores(evaluation.expected()));
  }

  private static int[] classes(List<Label> labels) {
    return labels.stream().mapToInt(label -> ((Label.OfClass) label).index()).toArray();
  }

  private static double[] scores(List<Label> labels) {
    return labels.stream().mapToDouble(label -> ((Label.Score) label).value()).toArray();
  }
}
