package org.dashsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dashsweep.trial.TrialResult.Evaluation;
import org.dashsweep.trial.TrialResult.Judged;
import org.dashsweep.trial.TrialResult.Score;
import org.junit.jupiter.api.Test;

final class TrialResultTest {
  private static final Judged JUDGED = new Judged("rte", "validation", "accuracy");

  @Test
  void theLastEvaluationCountsAndTheBestIsTheFirstOfEquals() {
    List<Evaluation> rows =
        List.of(row(0.5, 10), row(0.7, 20), row(0.7, 30), row(0.6, 40), other(0.9, 50));
    assertThat(Score.of(JUDGED, rows))
        .isEqualTo(new Score("accuracy", "rte", "validation", 0.6, 0.7, 20));
    assertThat(Score.of(JUDGED, rows).judged()).isEqualTo(JUDGED);
  }

  @Test
  void nothingIsWorseThanAnUndefinedValue() {
    assertThat(Score.of(JUDGED, List.of(row(Double.NaN, 1), row(-1, 2), row(Double.NaN, 3))))
        .isEqualTo(new Score("accuracy", "rte", "validation", Double.NaN, -1, 2));
    assertThat(Score.of(JUDGED, List.of(row(Double.NaN, 1))).bestStep()).isEqualTo(1);
  }

  @Test
  void aTrialThatWasNeverEvaluatedHasNoScore() {
    assertThatThrownBy(() -> Score.of(JUDGED, List.of(other(1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("metric=accuracy");
  }

  private static Evaluation row(double value, int step) {
    return new Evaluation("rte", "validation", "accuracy", value, 4, step);
  }

  private static Evaluation other(double value, int step) {
    return new Evaluation("rte", "validation", "f1", value, 4, step);
  }
}
