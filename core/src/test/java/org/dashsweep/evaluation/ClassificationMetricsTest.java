package org.dashsweep.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.junit.jupiter.api.Test;

class ClassificationMetricsTest {
  @Test
  void macroF1IsTheMeanOverLabels() {
    // Worked out by hand: label 0 has precision 2/3 and recall 1, label 1 has 0 and 0, label 2 has
    // 1 and 1/2; scikit-learn's f1_score gives 0.8, 0 and 0.6667 with average=None.
    int[] labels = {0, 0, 1, 2, 2};
    int[] predictions = {0, 0, 0, 2, 1};
    assertThat(ClassificationMetrics.macroF1(predictions, labels))
        .isCloseTo((0.8 + 0 + 2.0 / 3) / 3, within(1e-15));
    assertThat(ClassificationMetrics.accuracy(predictions, labels)).isEqualTo(0.6);
  }

  @Test
  void aLabelThatIsOnlyPredictedCountsAndOneThatNeverOccursDoesNot() {
    // As scikit-learn: label 3 is predicted once and never right, label 2 does not occur at all.
    assertThat(ClassificationMetrics.macroF1(new int[] {0, 1, 3}, new int[] {0, 1, 1}))
        .isCloseTo((1 + 2.0 / 3 + 0) / 3, within(1e-15));
  }

  @Test
  void perfectPredictionsScoreOne() {
    assertThat(ClassificationMetrics.macroF1(new int[] {5, 1, 5}, new int[] {5, 1, 5}))
        .isEqualTo(1);
  }

  @Test
  void matthewsOfManyExamplesDoesNotOverflow() {
    int[] labels = new int[400_000];
    for (int i = 0; i < labels.length; i += 2) {
      labels[i] = 1;
    }
    assertThat(ClassificationMetrics.matthews(labels, labels)).isEqualTo(1);
  }

  @Test
  void theLossIsTheMeanNegativeLogLikelihood() {
    List<List<Float>> logits = List.of(List.of(0f, (float) Math.log(3)), List.of(2f, 2f));
    // Probabilities 1/4 and 1/2 of the right label.
    assertThat(ClassificationMetrics.loss(logits, new int[] {0, 1}))
        .isCloseTo((Math.log(4) + Math.log(2)) / 2, within(1e-7));
  }

  @Test
  void largeLogitsDoNotOverflow() {
    assertThat(ClassificationMetrics.loss(List.of(List.of(1000f, -1000f)), new int[] {1}))
        .isEqualTo(2000);
  }

  @Test
  void allMetricsOfAnEvaluation() {
    EvaluationPass evaluation =
        new EvaluationPass(
            new Labels.Classes(List.of("a", "b")),
            List.of(List.of(1f, 0f), List.of(0f, 0f), List.of(0f, 1f)),
            List.of(new Label.OfClass(0), new Label.OfClass(1), new Label.OfClass(1)),
            1);
    // The first of equals is predicted.
    assertThat(evaluation.predictions())
        .containsExactly(new Label.OfClass(0), new Label.OfClass(0), new Label.OfClass(1));
    Map<String, Double> metrics = Metrics.of(evaluation, TaskMetric.usual(evaluation.labels()));
    assertThat(metrics).containsOnlyKeys("accuracy", "f1", "matthews", "macro-f1", "loss");
    assertThat(metrics.get("accuracy")).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(metrics.get("f1")).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(metrics.get("macro-f1")).isCloseTo(2.0 / 3, within(1e-15));
    double sure = Math.log(1 + Math.exp(-1));
    assertThat(metrics.get("loss")).isCloseTo((2 * sure + Math.log(2)) / 3, within(1e-7));
  }
}
