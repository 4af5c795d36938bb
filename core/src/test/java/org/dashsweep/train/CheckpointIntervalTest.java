package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointIntervalTest {
  @Test
  void itCountsUpdatesOrTime() {
    CheckpointInterval updates = CheckpointInterval.parse("200");
    assertThat(updates).isEqualTo(new CheckpointInterval.Updates(200));
    assertThat(updates.isDue(199, Duration.ofDays(1))).isFalse();
    assertThat(updates.isDue(200, Duration.ZERO)).isTrue();
    CheckpointInterval time = CheckpointInterval.parse("5m");
    assertThat(time).isEqualTo(new CheckpointInterval.Time(Duration.ofMinutes(5)));
    assertThat(time.isDue(1_000_000, Duration.ofSeconds(299))).isFalse();
    assertThat(time.isDue(1, Duration.ofMinutes(5))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1.5s", "s", "10 s", "10d", "999999999"})
  void whatIsNeitherIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> CheckpointInterval.parse(text));
  }
}
