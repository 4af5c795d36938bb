package org.dashsweep.jobs.run.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import java.util.TreeMap;
import org.dashsweep.jobs.run.spark.DeviceChoice;
import org.dashsweep.jobs.run.spark.SparkSettings;
import org.junit.jupiter.api.Test;
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

  @Test
  void aTrialHasNoMoreThreadsThanItsMachineHasCores() {
    Slots.requireCores(8, 8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slots.requireCores(9, 8))
        .withMessage("--threads 9: the machine has 8 cores; give at most so many");
    // More cores than there are may be asked of Spark; threads are limited all the same.
    SparkSettings settings =
        SparkSettings.resolve(
            new SparkSettings.Request(
                "local[64]",
                null,
                new TreeMap<>(),
                OptionalInt.of(2),
                OptionalInt.empty(),
                DeviceChoice.CPU,
                null),
            4);
    assertThat(settings.resources().threads()).isEqualTo(4);
  }

  private static OptionalInt given(int value) {
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
