package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileNamesTest {
  private static final String POSIX = "ANSI_X3.4-1968";

  /** As Java decodes it where it starts itself, and as spark-submit hands it over. */
  @ParameterizedTest
  @ValueSource(strings = {"Ergebnisse-\uFFFD\uFFFD", "Ergebnisse-\u00e4-\u65e5\u672c", "out-??"})
  void aNameThatTheEncodingLostIsRefusedWithARemedy(String name) {
    assertThat(FileNames.problem(List.of("run", "--out", name), POSIX))
        .hasValueSatisfying(
            problem ->
                assertThat(problem).startsWith(name + ": ").contains(POSIX, "LC_ALL=C.UTF-8"));
    assertThat(FileNames.problem(List.of("run", "--out", name), "UTF-8")).isEmpty();
  }

  @Test
  void plainNamesNeedNoOtherEncoding() {
    assertThat(FileNames.problem(List.of("run", "--out", "out", "--conf", "a=(?i)b"), POSIX))
        .isEmpty();
  }
}
