package org.dashsweep.jobs.run.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {
  @Test
  void runsOfOneSecondHaveLogsOfTheirOwn(@TempDir Path directory) {
    LocalDateTime time = LocalDateTime.of(2026, 1, 31, 12, 0, 59);
    List<String> names =
        IntStream.range(0, 8).parallel().mapToObj(i -> name(directory, time)).sorted().toList();
    assertThat(names)
        .hasSize(8)
        .doesNotHaveDuplicates()
        .contains(
            "run-20260131-120059.log", "run-20260131-120059-2.log", "run-20260131-120059-8.log");
  }

  private static String name(Path directory, LocalDateTime time) {
    try {
      return RunLog.create(directory, time).getFileName().toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
