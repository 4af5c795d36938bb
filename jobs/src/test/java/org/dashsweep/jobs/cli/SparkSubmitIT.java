package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as Spark's own {@code spark-submit} starts it, with no class but its own and those of
 * an unmodified Spark 4.1.0.
 *
 * <p>The resource {@code spark-4.1.0/jars.txt} has the names of the jars that {@code pip install
 * pyspark==4.1.0} brings. The test takes those that Spark's modules for SQL and machine learning
 * need, and asks Spark's launcher for the command as {@code bin/spark-class} does. {@code
 * -Ddashsweep.spark.home=DIR} takes a whole distribution and its script.
 */
@Tag("spark")
final class SparkSubmitIT {
  private static final Path DISTRIBUTION = Path.of(System.getProperty("dashsweep.distribution"));
  private static final Path JARS = Path.of(System.getProperty("dashsweep.spark.jars"));
  private static final @Nullable String SPARK_HOME = System.getProperty("dashsweep.spark.home");
  private static final long PATIENCE_SECONDS = 300;

  /** What Spark's launcher makes the JVM say, before any class is loaded. */
  private static final String OF_THE_JVM = "WARNING: Using incubator modules: jdk.incubator.vector";

  private final Path directory;
  private Path sparkHome;
  private @Nullable Process process;

  SparkSubmitIT(@TempDir Path directory) {
    this.directory = directory;
    this.sparkHome = directory.resolve("spark");
  }

  @BeforeEach
  void findSpark() throws IOException {
    if (SPARK_HOME != null) {
      sparkHome = Path.of(SPARK_HOME);
      return;
    }
    Path jars = Files.createDirectories(sparkHome.resolve("jars"));
    List<String> names;
    try (InputStream content = resource("jars.txt")) {
      names = new String(content.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    for (String name : names) {
      if (Files.exists(JARS.resolve(name))) {
        Files.createSymbolicLink(jars.resolve(name), JARS.resolve(name));
      }
    }
    // The others are those of Hive, Kubernetes, YARN, Connect and the shell.
    assertThat(jars.toFile().list())
        .hasSizeGreaterThan(190)
        .contains(
            "spark-core_2.13-4.1.0.jar",
            "spark-sql_2.13-4.1.0.jar",
            "spark-mllib_2.13-4.1.0.jar",
            "hadoop-client-runtime-3.4.2.jar",
            "guava-33.4.8-jre.jar");
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void theQuickstartRunsAndItsConsoleIsTheProgramsOwn() throws Exception {
    Path out = directory.resolve("out");
    Output output = submit(Map.of(), "run", quickstart().toString(), "--out", out.toString());

    assertThat(output.exitCode()).as(output.toString()).isZero();
    assertThat(output.out())
        .startsWith("Sweep quickstart: 1 trial, 0 done, 1 to run")
        .contains("1 of 1 trial done", "supersense, accuracy", "Report ");
    // Spark says these before it has loaded a class of the program.
    assertThat(output.err().lines())
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches(
                        OF_THE_JVM
                            + "|Using Spark's default log4j profile: .*"
                            + "|.* WARN Utils: (Your hostname, .*|Set SPARK_LOCAL_IP .*)"
                            + "|.* WARN NativeCodeLoader: .*"));
    try (Stream<Path> logs = Files.list(out.resolve("logs"))) {
      assertThat(logs)
          .singleElement()
          .satisfies(
              log ->
                  assertThat(log)
                      .content()
                      .contains("Running Spark version 4.1.0", "DAGScheduler"));
    }
  }

  @Test
  void sparksOwnWordsBeforeTheStartCanBeSilenced() throws Exception {
    Output output =
        submit(
            Map.of(
                "LOG4J_CONFIGURATION_FILE",
                DISTRIBUTION.resolve("conf/spark-submit-log4j2.properties").toString()),
            "plan",
            quickstart().toString());
    assertThat(output.exitCode()).as(output.toString()).isZero();
    assertThat(output.err().lines()).containsExactly(OF_THE_JVM);
  }

  @Test
  void noClassIsMissingFromItsJarAndSparks() throws IOException {
    String classPath;
    try (Stream<Path> jars = Files.list(sparkHome.resolve("jars"))) {
      classPath = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
    StringWriter out = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    int exitCode =
        jdeps.run(
            new PrintWriter(out),
            new PrintWriter(out),
            "--multi-release",
            "17",
            "--missing-deps",
            "--class-path",
            classPath,
            DISTRIBUTION.resolve("dash-sweep.jar").toString());
    assertThat(exitCode).as(out.toString()).isZero();
    assertThat(out.toString().lines()).filteredOn(line -> line.contains("not found")).isEmpty();
  }

  /** The sweep of the README, cut to one trial. */
  private Path quickstart() throws IOException {
    Path file = directory.resolve("quickstart.yaml");
    CutSweep.write(Files.readString(DISTRIBUTION.resolve("sweeps/quickstart.yaml")), file);
    return file;
  }

  private Output submit(Map<String, String> environment, String... arguments) throws Exception {
    List<String> submitted =
        new ArrayList<>(List.of("--master", "local[1]", "--driver-memory", "1g"));
    submitted.add(DISTRIBUTION.resolve("dash-sweep.jar").toString());
    submitted.addAll(List.of(arguments));
    List<String> command = SPARK_HOME == null ? launched(submitted) : scripted(submitted);
    Path out = directory.resolve("stdout");
    Path err = directory.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process started = builder.start();
    process = started;
    boolean ended = started.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(ended).as(Files.readString(out) + Files.readString(err)).isTrue();
    return new Output(started.exitValue(), Files.readString(out), Files.readString(err));
  }

  private List<String> scripted(List<String> arguments) {
    List<String> command = new ArrayList<>(arguments);
    command.add(0, sparkHome.resolve("bin/spark-submit").toString());
    return command;
  }

  /** The command that Spark's launcher answers: a line with a zero, then words that end in one. */
  private List<String> launched(List<String> arguments) throws IOException {
    List<String> launcher = new ArrayList<>();
    launcher.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    launcher.addAll(List.of("-cp", sparkHome.resolve("jars") + "/*"));
    launcher.add("org.apache.spark.launcher.Main");
    launcher.add("org.apache.spark.deploy.SparkSubmit");
    launcher.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(launcher).redirectError(directory.resolve("launcher").toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    Process answering = builder.start();
    process = answering;
    String answer = new String(answering.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String start = "\0\n";
    assertThat(answer).as(Files.readString(directory.resolve("launcher"))).contains(start);
    return List.of(answer.substring(answer.indexOf(start) + start.length()).split("\0"));
  }

  private static InputStream resource(String name) {
    @Nullable InputStream content = SparkSubmitIT.class.getResourceAsStream("/spark-4.1.0/" + name);
    if (content == null) {
      throw new UncheckedIOException(new IOException("no resource " + name));
    }
    return content;
  }

  private record Output(int exitCode, String out, String err) {}
}
