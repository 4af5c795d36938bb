package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportedSampleTest {
  /**
   * Student's own example (The probable error of a mean, Biometrika 6, 1908, section IX): the
   * additional hours of sleep of ten patients, second drug minus first. R's data set {@code sleep}
   * has it; R's paired t test answers mean 1.58 and the interval 0.7001142 to 2.4598858.
   */
  @Test
  void studentsSleepDataGivesThePublishedInterval() {
    ReportedSample sample =
        ReportedSample.of(List.of(1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4));
    assertThat(sample.size()).isEqualTo(10);
    assertThat(sample.mean()).isCloseTo(1.58, within(1e-12));
    assertThat(sample.standardDeviation()).isCloseTo(1.229995, within(1e-6));
    ReportedSample.Interval interval = sample.interval(0.95).orElseThrow();
    assertThat(interval.low()).isCloseTo(0.7001142, within(1e-7));
    assertThat(interval.high()).isCloseTo(2.4598858, within(1e-7));
    assertThat(interval.contains(0)).isFalse();
  }

  /** By hand: the quantile at one degree of freedom is tan(0.475 π) = 12.7062. */
  @Test
  void twoValuesGiveAVeryWideInterval() {
    ReportedSample sample = ReportedSample.of(List.of(0.01, 0.03));
    assertThat(sample.standardDeviation()).isCloseTo(0.02 / Math.sqrt(2), within(1e-15));
    ReportedSample.Interval interval = sample.interval(0.95).orElseThrow();
    assertThat(interval.low()).isCloseTo(0.02 - 0.01 * Math.tan(0.475 * Math.PI), within(1e-9));
    assertThat(interval.high()).isCloseTo(0.147062, within(1e-6));
    assertThat(interval.contains(0)).isTrue();
  }

  @Test
  void oneValueHasNoSpreadAndNoInterval() {
    ReportedSample sample = ReportedSample.of(List.of(0.7));
    assertThat(sample.mean()).isEqualTo(0.7);
    assertThat(sample.standardDeviation()).isNaN();
    assertThat(sample.interval(0.95)).isEmpty();
  }

  @Test
  void equalValuesHaveNoInterval() {
    assertThat(ReportedSample.of(List.of(0.5, 0.5, 0.5)).interval(0.95)).isEmpty();
  }

  @Test
  void nothingIsNoSample() {
    assertThatThrownBy(() -> ReportedSample.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
