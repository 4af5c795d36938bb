package org.dashsweep.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.data.PrimaryMetric;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Set<String> GIVEN = Set.of("labels", "predictions");

  /** What scikit-learn and SciPy compute: ties get mean ranks; undefined Matthews and F1 are 0. */
  @Test
  void classificationIsAsInTheReference() throws IOException {
    JsonNode cases = reference().path("classification");
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
      assertMetrics(
          one, Metrics.of(new EvaluationPass(new Labels.Classes(names), outputs, labels, 1)));
    }
  }

  @Test
  void regressionIsAsInTheReference() throws IOException {
    JsonNode cases = reference().path("regression");
    assertThat(cases).hasSize(2);
    for (JsonNode one : cases) {
      List<Label> labels = new ArrayList<>();
      List<List<Float>> outputs = new ArrayList<>();
      for (int i = 0; i < one.path("labels").size(); i++) {
        labels.add(new Label.Score(one.path("labels").path(i).asDouble()));
        outputs.add(List.of((float) one.path("predictions").path(i).asDouble()));
      }
      assertMetrics(
          one, Metrics.of(new EvaluationPass(new Labels.Scores(0, 5), outputs, labels, 1)));
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

  @Test
  void theCorrelationIsTheMeanOfBoth() {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: sum of squared differences by hand.
    Map<String, Double> metrics =
        RegressionMetrics.of(new double[] {0, 1, 1, 3}, new double[] {0, 1, 2, 3});
    double pearson = 4.5 / Math.sqrt(4.75 * 5);
    double spearman = 4.5 / Math.sqrt(4.5 * 5);
    assertThat(metrics.get("pearson")).isCloseTo(pearson, within(1e-12));
    assertThat(metrics.get("spearman")).isCloseTo(spearman, within(1e-12));
    assertThat(metrics.get("correlation")).isCloseTo((pearson + spearman) / 2, within(1e-12));
    assertThat(metrics.get("loss")).isEqualTo(0.25);
  }

  @Test
  void aConstantAnswerHasNoCorrelation() {
    Map<String, Double> constant =
        RegressionMetrics.of(new double[] {2, 2, 2}, new double[] {0, 1, 2});
    assertThat(constant.get("pearson")).isNaN();
    assertThat(constant.get("spearman")).isNaN();
    assertThat(constant.get("correlation")).isNaN();
    assertThat(constant.get("loss")).isCloseTo(5.0 / 3, within(1e-12));
    assertThat(RegressionMetrics.of(new double[] {1}, new double[] {2}).get("pearson")).isNaN();
  }

  @Test
  void everyPrimaryMetricIsMeasuredWhereItFits() {
    Map<String, Double> two =
        Metrics.of(
            new EvaluationPass(
                new Labels.Classes(List.of("a", "b")),
                List.of(List.of(0f, 1f)),
                List.of(new Label.OfClass(1)),
                1));
    assertThat(two)
        .containsKeys(PrimaryMetric.ACCURACY.toString(), PrimaryMetric.MATTHEWS.toString());
    assertThat(RegressionMetrics.of(new double[2], new double[2]))
        .containsKey(PrimaryMetric.CORRELATION.toString());
  }

  @Test
  void nothingCannotBeMeasured() {
    EvaluationPass none = new EvaluationPass(new Labels.Scores(0, 5), List.of(), List.of(), 0);
    assertThatThrownBy(() -> Metrics.of(none)).hasMessage("There is no example to measure on");
  }

  private static JsonNode reference() throws IOException {
    try (InputStream json = MetricsTest.class.getResourceAsStream("glue-metrics.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(json));
    }
  }
}
