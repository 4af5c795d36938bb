package org.dashsweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.evaluation.ConstantAnswer;
import org.junit.jupiter.api.Test;

class LabelledDataTest {
  private final LabelledData data =
      LabelledData.classification(
          "weather", List.of("dry", "wet"), examples(0, 1, 1), examples(0, 0, 0, 1));

  @Test
  void majorityAccuracyIsThatOfTheTrainingSplitsMajority() {
    assertThat(data.balance().orElseThrow().trainCounts()).containsExactly(1, 2);
    assertThat(data.balance().orElseThrow().evaluationCounts()).containsExactly(3, 1);
    assertThat(data.balance().orElseThrow().majorityLabel()).isEqualTo(1);
    assertThat(ConstantAnswer.score(data)).isEqualTo(0.25);
  }

  @Test
  void firstTrainRowsAreKept() {
    LabelledData first = data.withTrainRows(2);
    assertThat(first.train()).isEqualTo(data.train().subList(0, 2));
    assertThat(first.evaluation()).isEqualTo(data.evaluation());
    // With one row of each class the first class counts as the majority.
    assertThat(ConstantAnswer.score(first)).isEqualTo(0.75);
  }

  @Test
  void theEvaluationFingerprintIsOfWhatIsEvaluatedAlone() {
    String whole = data.evaluationFingerprint();
    assertThat(whole).matches("[0-9a-f]{64}");
    assertThat(data.withTrainRows(2).evaluationFingerprint()).isEqualTo(whole);
    LabelledData relabelled =
        LabelledData.classification(
            "weather", List.of("dry", "wet"), examples(0, 1, 1), examples(0, 0, 1, 1));
    assertThat(relabelled.evaluationFingerprint()).isNotEqualTo(whole);
  }

  @Test
  void validationRowsAreTakenFromTheTrainingRows() {
    LabelledData split = data.withValidation(row -> row.id().equals("1"));
    assertThat(split.train()).extracting(Example::id).containsExactly("0", "2");
    assertThat(split.evaluation()).hasSize(2);
    assertThat(split.evaluation().get(0)).isEqualTo(data.evaluation().get(0));
    assertThat(split.evaluation().get(1).name()).isEqualTo("validation");
    assertThat(split.evaluation().get(1).examples()).containsExactly(data.train().get(1));
  }

  @Test
  void validationNeedsRowsAndLeavesSome() {
    assertThatThrownBy(() -> data.withValidation(row -> false))
        .hasMessage(
            "of the 3 training rows of weather, validation-share takes 0 and leaves 3: both parts"
                + " need rows");
    assertThatThrownBy(() -> data.withValidation(row -> true))
        .hasMessageContaining("takes 3 and leaves 0");
  }

  @Test
  void moreTrainRowsThanThereAreIsAnError() {
    assertThatThrownBy(() -> data.withTrainRows(4))
        .hasMessage("training rows of weather must be from 1 to 3: 4");
    assertThatThrownBy(() -> data.withTrainRows(0)).hasMessageContaining("from 1 to 3: 0");
  }

  @Test
  void labelOutOfRangeIsAnError() {
    assertThatThrownBy(
            () ->
                LabelledData.classification(
                    "weather", List.of("dry", "wet"), examples(2), List.of()))
        .hasMessage("weather: label of example 0 must be one of dry, wet: class 2");
  }

  private static List<Example> examples(int... labels) {
    return IntStream.range(0, labels.length)
        .mapToObj(
            i -> new Example(Integer.toString(i), "text " + i, null, new Label.OfClass(labels[i])))
        .toList();
  }
}
