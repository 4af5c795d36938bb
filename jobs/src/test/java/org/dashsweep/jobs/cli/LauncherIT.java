package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The environment in which {@code bin/dash-sweep} starts Java, here a script that prints it. */
final class LauncherIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("dashsweep.distribution"), "bin", "dash-sweep");

  private final Path directory;

  LauncherIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void pretendJava() throws IOException {
    Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        [ "$1" != -version ] || { echo 'openjdk version "17.0.15"' >&2; exit; }
        echo "${SPARK_LOCAL_HOSTNAME:-own} ${LC_ALL:-none}"
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "run SPEC --out DIR, localhost",
    "run SPEC --out DIR --master local[2], localhost",
    "run SPEC --out DIR --master=local, localhost",
    "run SPEC --out DIR --master local-cluster[2;1;1024], own",
    "run SPEC --out DIR --master spark://host:7077, own",
    "run --master=yarn SPEC --out DIR, own",
    "run @options, own"
  })
  void localModeNeedsNoNameOfTheMachine(String arguments, String name) throws Exception {
    assertThat(start("C.UTF-8", arguments)).isEqualTo(name + " C.UTF-8");
  }

  @ParameterizedTest
  @CsvSource({"C, C.UTF-8", "POSIX, C.UTF-8", "C.UTF-8, C.UTF-8", "nosuch_XX, C.UTF-8"})
  void fileNamesAreInUtf8(String locale, String started) throws Exception {
    assertThat(start(locale, "plan SPEC")).isEqualTo("localhost " + started);
  }

  private String start(String locale, String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments.split(" ", -1)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("SPARK_LOCAL_HOSTNAME");
    builder.environment().put("JAVA_HOME", directory.toString());
    builder.environment().put("LC_ALL", locale);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.strip();
  }
}
