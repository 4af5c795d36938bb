package org.dashsweep.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Learning curves at equal shares of the training. */
final class LearningCurveTest {
  @Test
  void aPartHasTheMeanOfWhatIsRecordedInIt() {
    assertThat(LearningCurve.at(2, new int[] {1, 2, 3, 4, 5, 6}, new double[] {6, 5, 4, 3, 2, 1}))
        .containsExactly(5, 2);
  }

  @Test
  void whatIsBetweenRecordsIsInterpolated() {
    assertThat(LearningCurve.at(4, new int[] {50, 100}, new double[] {1, 3}))
        .containsExactly(new double[] {1, 1, 2, 3}, within(1e-12));
  }

  @Test
  void nothingRecordedIsNoCurve() {
    assertThatThrownBy(() -> LearningCurve.at(4, new int[0], new double[0]))
        .hasMessageContaining("0 and 0");
  }
}
