package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlotsTest {
  @ParameterizedTest
  @CsvSource({
    // cores, --slots, --threads (0: not given), slots, threads
    "2, 0, 0, 2, 1",
    "8, 0, 0, 8, 1",
    "8, 2, 0, 2, 4",
    "8, 3, 0, 3, 2",
    "8, 0, 4, 2, 4",
    "8, 1, 2, 1, 2",
    "2, 4, 0, 4, 1",
    "1, 0, 2, 1, 2",
  })
  void coresAreSharedOut(int cores, int slots, int threads, int count, int threadsPerTrial) {
    assertThat(Slots.share(cores, given(slots), given(threads)))
        .isEqualTo(new Slots(count, threadsPerTrial));
  }

  private static OptionalInt given(int value) {
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
