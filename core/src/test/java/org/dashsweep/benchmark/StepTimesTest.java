package org.dashsweep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Means and percentiles; the expected values are numpy.percentile's. */
final class StepTimesTest {
  @Test
  void percentilesInterpolate() {
    StepTimes times = StepTimes.of(List.of(4.0, 1.0, 3.0, 2.0, 10.0));
    assertThat(times.mean()).isEqualTo(4);
    assertThat(times.percentile10()).isCloseTo(1.4, within(1e-12));
    assertThat(times.percentile50()).isEqualTo(3);
    assertThat(times.percentile90()).isCloseTo(7.6, within(1e-12));
  }

  @Test
  void oneStepIsAllPercentiles() {
    assertThat(StepTimes.of(List.of(2.0))).isEqualTo(new StepTimes(2, 2, 2, 2));
  }
}
