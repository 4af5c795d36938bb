package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The environment in which {@code bin/dash-sweep} starts Java, here a script that prints it. */
final class LauncherIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("dashsweep.distribution"), "bin", "dash-sweep");

  private static final String GPU = "DASH_SWEEP_GPU";

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
        echo "gpu=${DASH_SWEEP_GPU-none}"
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
    assertThat(start("C.UTF-8", arguments)).startsWith(name + " C.UTF-8\n");
  }

  @ParameterizedTest
  @CsvSource({"C, C.UTF-8", "POSIX, C.UTF-8", "C.UTF-8, C.UTF-8", "nosuch_XX, C.UTF-8"})
  void fileNamesAreInUtf8(String locale, String started) throws Exception {
    assertThat(start(locale, "plan SPEC")).startsWith("localhost " + started + "\n");
  }

  @Test
  void pytorchWithCudaIsTheOneBesideTheProgramUnlessAVariableSaysOtherwise() throws Exception {
    Path launcher = copiedLauncher();
    assertThat(gpu(launcher, Map.of())).isEqualTo("none");
    assertThat(gpu(launcher, Map.of(GPU, "/opt/gpu"))).isEqualTo("/opt/gpu");
    Path fetched = Files.createDirectory(directory.resolve("home/gpu")).toRealPath();
    assertThat(gpu(launcher, Map.of())).isEqualTo(fetched.toString());
    assertThat(gpu(launcher, Map.of(GPU, "/opt/gpu"))).isEqualTo("/opt/gpu");
    assertThat(gpu(launcher, Map.of(GPU, ""))).isEmpty();
  }

  /** The distribution's own has a folder gpu after {@code mvn -Pcuda}. */
  private Path copiedLauncher() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.createFile(home.resolve("dash-sweep.jar"));
    return Files.copy(
        LAUNCHER,
        Files.createDirectory(home.resolve("bin")).resolve("dash-sweep"),
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private String gpu(Path launcher, Map<String, String> environment) throws Exception {
    String out = start(launcher, "C.UTF-8", environment, "plan SPEC");
    return out.substring(out.indexOf("gpu=") + "gpu=".length());
  }

  private String start(String locale, String arguments) throws Exception {
    return start(LAUNCHER, locale, Map.of(), arguments);
  }

  private String start(
      Path launcher, String locale, Map<String, String> environment, String arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments.split(" ", -1)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("SPARK_LOCAL_HOSTNAME");
    builder.environment().put("JAVA_HOME", directory.toString());
    builder.environment().put("LC_ALL", locale);
    builder.environment().remove(GPU);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.strip();
  }
}
