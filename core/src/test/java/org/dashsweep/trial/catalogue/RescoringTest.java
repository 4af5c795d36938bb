package org.dashsweep.trial.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RescoringTest {
  private static final Rescoring CLASSIFICATION = rescoring("classification");
  private static final Rescoring COMMONSENSE = rescoring("commonsense");

  private static Rescoring rescoring(String experiment) {
    return Experiments.rescoring(new TrialConfig(new TreeMap<>(Map.of("experiment", experiment))));
  }

  @Test
  void metricsOfTwoClassesComeFromLabelsAndLogits() {
    // Two right of each class, one "yes" missed: precision 1 and recall 2/3 of "yes".
    List<TrialResult.Prediction> predictions =
        List.of(
            classified("no", "no"),
            classified("no", "no"),
            classified("yes", "yes"),
            classified("yes", "yes"),
            classified("yes", "no"));
    Map<String, Double> metrics = metrics(CLASSIFICATION.evaluations(predictions, 7));
    assertThat(metrics.get("accuracy")).isEqualTo(0.8);
    assertThat(metrics.get("f1")).isEqualTo(0.8);
    // (2 * 2 - 0 * 1) / sqrt(2 * 3 * 3 * 2)
    assertThat(metrics.get("matthews")).isCloseTo(4 / Math.sqrt(36), within(1e-12));
    // The logits differ by 1 throughout.
    double right = Math.log(1 + Math.exp(-1));
    assertThat(metrics.get("loss")).isCloseTo((4 * right + 1 + right) / 5, within(1e-6));
    assertThat(CLASSIFICATION.evaluations(predictions, 7))
        .allSatisfy(
            row -> {
              assertThat(row.step()).isEqualTo(7);
              assertThat(row.examples()).isEqualTo(5);
            });
  }

  @Test
  void aLossNeedsToKnowWhichLogitIsWhose() {
    // Nothing tells which of the other two logits is that of "b" and which of "c".
    List<TrialResult.Prediction> predictions =
        List.of(
            prediction("t", "a", "a", null, List.of(0f, 1f, 0f), true),
            prediction("t", "b", "a", null, List.of(0f, 1f, 0f), false),
            prediction("t", "c", "a", null, List.of(0f, 1f, 0f), false));
    assertThat(metrics(CLASSIFICATION.evaluations(predictions, 1)))
        .containsEntry("accuracy", 1 / 3.0)
        .containsKey("macro-f1")
        .doesNotContainKey("loss");
  }

  @Test
  void scoresAreCorrelated() {
    List<TrialResult.Prediction> predictions = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      float output = i * i;
      predictions.add(
          prediction("t", Double.toString(i), Float.toString(output), null, List.of(output), null));
    }
    Map<String, Double> metrics = metrics(CLASSIFICATION.evaluations(predictions, 1));
    assertThat(metrics.get("spearman")).isCloseTo(1, within(1e-12));
    // Covariance 25 of squares and numbers, variances 5 and 129.
    assertThat(metrics.get("pearson")).isCloseTo(25 / Math.sqrt(5 * 129), within(1e-12));
  }

  @Test
  void predictionsThatContradictTheirLogitsAreNamed() {
    List<TrialResult.Prediction> predictions =
        List.of(
            prediction("t", "a", "a", null, List.of(1f, 0f), true),
            prediction("t", "b", "b", null, List.of(1f, 0f), true));
    assertThatThrownBy(() -> CLASSIFICATION.evaluations(predictions, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("data set t: the largest logit 0 stands for a");
  }

  @Test
  void answersAreExtractedFromTextsAgain() {
    TrialResult.Prediction wrong =
        prediction("boolq", "true", "false", "the correct answer is true", List.of(), false);
    TrialResult.Prediction read = COMMONSENSE.read(wrong);
    assertThat(read.prediction()).isEqualTo("true");
    assertThat(read.correct()).isTrue();
    TrialResult.Prediction none = prediction("piqa", "solution1", "", "no idea", List.of(), false);
    assertThat(COMMONSENSE.read(none)).isEqualTo(none);
    assertThat(
            COMMONSENSE.evaluations(List.of(read, none), 3).stream()
                .map(row -> row.dataset() + " " + row.metric() + " " + row.value()))
        .containsExactly(
            "boolq accuracy 1.0", "piqa accuracy 0.0", "commonsense-average accuracy 0.5");
  }

  private static TrialResult.Prediction classified(String label, String predicted) {
    return prediction(
        "t",
        label,
        predicted,
        null,
        predicted.equals("yes") ? List.of(0f, 1f) : List.of(1f, 0f),
        label.equals(predicted));
  }

  private static TrialResult.Prediction prediction(
      String dataset,
      String label,
      String predicted,
      @Nullable String text,
      List<Float> logits,
      @Nullable Boolean correct) {
    return new TrialResult.Prediction(
        dataset, "test", null, "e", label, predicted, text, logits, correct);
  }

  private static Map<String, Double> metrics(List<TrialResult.Evaluation> rows) {
    Map<String, Double> metrics = new TreeMap<>();
    rows.forEach(row -> metrics.put(row.metric(), row.value()));
    return metrics;
  }
}
