package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script in a bash. */
final class CompletionCommandTest {
  private final Path script;

  CompletionCommandTest(@TempDir Path directory) {
    this.script = directory.resolve("dash-sweep");
  }

  @BeforeEach
  void write() throws IOException {
    Console console = Console.ofStandard("completion");
    assertThat(console.err()).isEmpty();
    Files.writeString(script, console.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "st                          | status",
        "report --summ               | --summary",
        "run s.yaml --keep-adapters  | all best none",
      })
  void wordsAreCompleted(String typed, String completed) throws Exception {
    String words = typed.matches(".*--keep-adapters") ? typed + " ''" : typed;
    String reply =
        bash(
            "source %s; compopt() { :; }; COMP_WORDS=(dash-sweep %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_dash-sweep; echo ${COMPREPLY[@]}"
                .formatted(script, words));
    assertThat(List.of(reply.strip().split(" ")))
        .containsExactlyInAnyOrder(completed.strip().split(" "));
  }

  @Test
  void theDistributionHasTheScript() throws IOException {
    Path distributed = Path.of("src/distribution/completion/dash-sweep");
    if (Boolean.getBoolean(DocumentationTest.WRITE)) {
      Files.copy(script, distributed, StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(distributed)
        .as("-D%s=true writes it anew", DocumentationTest.WRITE)
        .content(StandardCharsets.UTF_8)
        .isEqualTo(Files.readString(script));
  }

  private static String bash(String command) throws Exception {
    Process process =
        new ProcessBuilder("bash", "--norc", "-c", command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
