package org.dashsweep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HumanDurationTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.6S, 1 s",
    "PT59S, 59 s",
    "PT59.7S, 1 min 00 s",
    "PT3M20S, 3 min 20 s",
    "PT2H5M10S, 2 h 05 min"
  })
  void durationsReadWell(Duration duration, String text) {
    assertThat(HumanDuration.of(duration)).isEqualTo(text);
  }
}
