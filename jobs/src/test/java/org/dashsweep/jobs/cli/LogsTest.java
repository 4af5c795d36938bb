package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class LogsTest {
  private static final String START = "[0-9T:,-]+ ERROR \\[.*] o[a-z.]*[.]LogsTest: ";

  @AfterEach
  void silence() {
    Logs.silence();
  }

  @Test
  void dataWritesNoLinesOfItsOwn(@TempDir Path directory) throws IOException {
    List<String> lines =
        logged(
            directory,
            () ->
                LoggerFactory.getLogger(LogsTest.class)
                    .error("label {}", "a\r\n2026-01-01 INFO forged\u001b[2J\u202e"));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).matches(START + "label a\\\\r\\\\n2026-01-01 INFO forged\\?\\[2J\\?");
  }

  @Test
  void aStackTraceHasItsLinesAndNoOthers(@TempDir Path directory) throws IOException {
    Exception cause = new IOException("inner\n2026-01-01 INFO forged");
    List<String> lines =
        logged(
            directory,
            () ->
                LoggerFactory.getLogger(LogsTest.class)
                    .error("failed", new IllegalStateException("outer\nforged, too", cause)));
    assertThat(lines.get(0)).matches(START + "failed");
    assertThat(lines.get(1)).isEqualTo("java.lang.IllegalStateException: outer\\nforged, too");
    assertThat(lines.get(2)).startsWith("\tat org.dashsweep.jobs.cli.LogsTest.");
    assertThat(lines)
        .contains("Caused by: java.io.IOException: inner\\n2026-01-01 INFO forged")
        .noneMatch(line -> line.startsWith("forged") || line.startsWith("2026-01-01 INFO"));
  }

  @Test
  void secretsInUrisAreHidden(@TempDir Path directory) throws IOException {
    List<String> lines =
        logged(
            directory,
            () ->
                LoggerFactory.getLogger(LogsTest.class)
                    .error("no https://u:sEcr3t@h/x?sig=sEcr3t&v=1 'there'"));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).endsWith("no https://u:\u2026@h/x?sig=\u2026&v=1 'there'");
  }

  private static List<String> logged(Path directory, Runnable event) throws IOException {
    Path file = directory.resolve("a.log");
    Logs.writeTo(file);
    event.run();
    Logs.silence();
    return Files.readAllLines(file);
  }
}
