package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RateProfileTest {
  /** Rates 0, 1, 2, … of 70 directions: 32 parts of two or three. */
  @Test
  void aProfileHasTheSameSizeWhateverTheMatrix() {
    RateProfile profile = RateProfile.of(IntStream.range(0, 70).asDoubleStream().toArray());
    assertThat(profile.byIndex()).hasSize(32).startsWith(0.5, 2.5, 4.5).endsWith(65.5, 68.0);
    assertThat(profile.last()).hasSize(16).startsWith(54.0).endsWith(69.0);
    assertThat(profile.bySize()).containsExactly(69.0, 68.0, 66.0, 62.0, 54.0, 38.0, 6.0);
  }

  @Test
  void fewDirectionsStandAlone() {
    RateProfile profile = RateProfile.of(new double[] {3, 1, 2});
    assertThat(profile.byIndex()).containsExactly(3.0, 1.0, 2.0);
    assertThat(profile.last()).containsExactly(3.0, 1.0, 2.0);
    assertThat(profile.bySize()).containsExactly(3.0, 2.0);
  }
}
