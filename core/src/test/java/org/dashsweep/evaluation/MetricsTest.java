package org.dashsweep.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Set<String> GIVEN = Set.of("labels", "predictions");

  /** What scikit-learn and SciPy compute: ties get mean ranks; undefined Matthews and F1 are 0. */
  @Test
  void classificationIsAsInTheReference() throws IOException {
    JsonNode cases = reference("glue-metrics.json").path("classification");
    assertThat(cases).hasSize(6);
    for (JsonNode one : cases) {
      int classes = one.has("f1") ? 2 : 3;
      List<Label> labels = new ArrayList<>();
      List<List<Float>> outputs = new ArrayList<>();
      for (int i = 0; i < one.path("labels").size(); i++) {
        labels.add(new Label.OfClass(one.path("labels").path(i).asInt()));
        Float[] logits = new Float[classes];
        for (int label = 0; label < classes; label++) {
          logits[label] = label == one.path("predictions").path(i).asInt() ? 2f : -1f;
        }
        outputs.add(List.of(logits));
      }
      List<String> names = List.of("a", "b", "c").subList(0, classes);
      assertMetrics(one, measured(new Labels.Classes(names), outputs, labels));
    }
  }

  @Test
  void regressionIsAsInTheReference() throws IOException {
    JsonNode cases = reference("glue-metrics.json").path("regression");
    assertThat(cases).hasSize(2);
    for (JsonNode one : cases) {
      List<Label> labels = new ArrayList<>();
      List<List<Float>> outputs = new ArrayList<>();
      for (int i = 0; i < one.path("labels").size(); i++) {
        labels.add(new Label.Score(one.path("labels").path(i).asDouble()));
        outputs.add(List.of((float) one.path("predictions").path(i).asDouble()));
      }
      assertMetrics(one, measured(new Labels.Scores(0, 5), outputs, labels));
    }
  }

  private static void assertMetrics(JsonNode expected, Map<String, Double> metrics) {
    int compared = 0;
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      if (!GIVEN.contains(field.getKey())) {
        assertThat(metrics.get(field.getKey()))
            .as(field.getKey())
            .isCloseTo(field.getValue().asDouble(), within(1e-6));
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }

  /** Every metric of sweep files, against scikit-learn and SciPy: see generate-task-metrics.py. */
  @Test
  void everyTaskMetricIsAsInTheReference() throws IOException {
    Set<String> compared = new TreeSet<>();
    for (JsonNode one : reference("task-metrics.json")) {
      int classes = one.path("classes").asInt();
      Labels labels =
          classes == 0
              ? new Labels.Scores(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
              : new Labels.Classes(
                  IntStream.range(0, classes).mapToObj(i -> "class " + i).toList());
      List<Label> expected = labels(one.path("labels"), classes);
      List<Label> predicted = labels(one.path("predictions"), classes);
      assertThat(one.path("metrics").size()).isEqualTo(TaskMetric.fitting(labels).size());
      for (TaskMetric metric : TaskMetric.fitting(labels)) {
        double value = Metrics.of(metric, labels, predicted, expected);
        JsonNode reference = one.path("metrics").path(metric.toString());
        if (reference.isNull()) {
          assertThat(value).as("%s of %s", metric, one).isNaN();
        } else {
          assertThat(value)
              .as("%s of %s", metric, one)
              .isCloseTo(reference.asDouble(), withinPercentage(1e-9));
        }
        compared.add(metric.toString());
      }
    }
    assertThat(compared).hasSize(TaskMetric.values().length);
  }

  private static List<Label> labels(JsonNode values, int classes) {
    List<Label> labels = new ArrayList<>();
    values.forEach(
        value ->
            labels.add(
                classes == 0
                    ? new Label.Score(value.asDouble())
                    : new Label.OfClass(value.asInt())));
    return labels;
  }

  private static Map<String, Double> measured(
      Labels labels, List<List<Float>> outputs, List<Label> expected) {
    return Metrics.of(new EvaluationPass(labels, outputs, expected, 1), TaskMetric.usual(labels));
  }

  private static double of(TaskMetric metric, double[] predictions, double[] labels) {
    return RegressionMetrics.of(metric, predictions, labels);
  }

  @Test
  void theCorrelationIsTheMeanOfBoth() {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: sum of squared differences by hand.
    double[] predictions = {0, 1, 1, 3};
    double[] labels = {0, 1, 2, 3};
    double pearson = 4.5 / Math.sqrt(4.75 * 5);
    double spearman = 4.5 / Math.sqrt(4.5 * 5);
    assertThat(of(TaskMetric.PEARSON, predictions, labels)).isCloseTo(pearson, within(1e-12));
    assertThat(of(TaskMetric.SPEARMAN, predictions, labels)).isCloseTo(spearman, within(1e-12));
    assertThat(of(TaskMetric.CORRELATION, predictions, labels))
        .isCloseTo((pearson + spearman) / 2, within(1e-12));
    assertThat(of(TaskMetric.MSE, predictions, labels)).isEqualTo(0.25);
  }

  @Test
  void aConstantAnswerHasNoCorrelation() {
    double[] constant = {2.3, 2.3, 2.3};
    double[] labels = {0, 1, 2};
    assertThat(of(TaskMetric.PEARSON, constant, labels)).isNaN();
    assertThat(of(TaskMetric.SPEARMAN, constant, labels)).isNaN();
    assertThat(of(TaskMetric.CORRELATION, constant, labels)).isNaN();
    assertThat(of(TaskMetric.PEARSON, new double[] {1}, new double[] {2})).isNaN();
  }

  @Test
  void aMetricOfOtherLabelsIsRefused() {
    List<Label> label = List.of(new Label.Score(1));
    assertThatThrownBy(() -> Metrics.of(TaskMetric.ACCURACY, new Labels.Scores(0, 5), label, label))
        .hasMessage("accuracy is no metric of a number from 0.0 to 5.0");
  }

  @Test
  void nothingCannotBeMeasured() {
    EvaluationPass none = new EvaluationPass(new Labels.Scores(0, 5), List.of(), List.of(), 0);
    assertThatThrownBy(() -> Metrics.of(none, List.of(TaskMetric.MSE)))
        .hasMessage("There is no example to measure on");
  }

  private static JsonNode reference(String name) throws IOException {
    try (InputStream json = MetricsTest.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(json));
    }
  }
}
