package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.dashsweep.train.LearningRateSchedule.Shape;
import org.junit.jupiter.api.Test;

/**
 * Rates as {@code get_scheduler} of Hugging Face's transformers gives them: the factor after n
 * calls of {@code scheduler.step()} is that of update n + 1.
 */
class LearningRateScheduleTest {
  @Test
  void linear() {
    assertThat(rates(new LearningRateSchedule(Shape.LINEAR, 2, 2, 10)))
        .containsExactly(
            new double[] {0, 1, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.25}, within(1e-15));
  }

  @Test
  void cosine() {
    // 0.5 (1 + cos(pi n / 6)) after the warm-up.
    double half = Math.sqrt(3) / 2;
    assertThat(rates(new LearningRateSchedule(Shape.COSINE, 1, 4, 10)))
        .containsExactly(
            new double[] {0, 0.25, 0.5, 0.75, 1, (1 + half) / 2, 0.75, 0.5, 0.25, (1 - half) / 2},
            within(1e-15));
  }

  @Test
  void constant() {
    assertThat(rates(new LearningRateSchedule(Shape.CONSTANT, 3, 3, 5)))
        .containsExactly(new double[] {0, 1, 2, 3, 3}, within(1e-15));
  }

  @Test
  void withoutWarmUpTheFirstRateIsThePeak() {
    assertThat(rates(new LearningRateSchedule(Shape.LINEAR, 1, 0, 4)))
        .containsExactly(new double[] {1, 0.75, 0.5, 0.25}, within(1e-15));
  }

  @Test
  void aWarmUpOfAllUpdatesNeverFalls() {
    assertThat(rates(new LearningRateSchedule(Shape.LINEAR, 1, 4, 4)))
        .containsExactly(new double[] {0, 0.25, 0.5, 0.75}, within(1e-15));
  }

  @Test
  void refusesWhatIsNoSchedule() {
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, 1, 5, 4))
        .hasMessage("warm-up must be between 0 and the 4 updates in all: 5");
    for (double peak : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, peak, 0, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("learning-rate must be above 0: " + peak);
    }
  }

  private static double[] rates(LearningRateSchedule schedule) {
    return IntStream.rangeClosed(1, schedule.totalSteps()).mapToDouble(schedule::at).toArray();
  }
}
