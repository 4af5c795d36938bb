package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A master, two workers and a driver, each a process started from the packaged distribution as
 * {@code conf/README.md} says, on pretended GPUs.
 */
@Tag("spark")
final class StandaloneClusterIT {
  private static final Path DISTRIBUTION = Path.of(System.getProperty("dashsweep.distribution"));
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path directory;
  private final List<Process> processes = new ArrayList<>();

  StandaloneClusterIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void makeSparkHome() throws IOException {
    Files.createSymbolicLink(directory.resolve("jars"), DISTRIBUTION.resolve("lib"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      Stream<ProcessHandle> started = process.descendants();
      process.destroy();
      started.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void sweepsSubmittedToItHoldEachGpuOnceOrItsHalvesAndThenHaveNothingToDo() throws Exception {
    String master = startMaster();
    startWorker(master, "first");
    startWorker(master, "second");

    Path out = directory.resolve("out");
    String output = submit(master, out, 2);
    assertThat(output).contains("12 of 12 trials done");
    HeldGpus held = HeldGpus.read(out);
    assertThat(held.trials()).hasSize(HeldGpus.TRIALS);
    assertThat(held.gpus())
        .containsExactly(
            "0: cpu, gpu 0 held", "0: cpu, gpu 1 held", "1: cpu, gpu 0 held", "1: cpu, gpu 1 held");
    assertThat(held.mostAtOnce()).isEqualTo(1);
    held.assertOneRunnerInEachProcess(2);

    assertThat(submit(master, out, 2)).contains("Nothing to run: all 12 trials of sweep dwelling");

    Path halved = directory.resolve("halved");
    assertThat(submit(master, halved, 1, "--gpus-per-trial", "0.5"))
        .contains("12 of 12 trials done");
    HeldGpus halves = HeldGpus.read(halved);
    assertThat(halves.gpus())
        .hasSize(2)
        .satisfiesExactly(
            gpu -> assertThat(gpu).matches("0: cpu, gpu [01] held"),
            gpu -> assertThat(gpu).matches("1: cpu, gpu [01] held"));
    assertThat(halves.mostAtOnce()).isEqualTo(2);
    assertThat(halves.allShared()).isTrue();
    halves.assertOneRunnerInEachProcess(2);
  }

  private String startMaster() throws Exception {
    Path log = directory.resolve("master.log");
    List<String> command = java();
    command.addAll(
        List.of(
            "org.apache.spark.deploy.master.Master",
            "--host",
            "localhost",
            "--port",
            "0",
            "--webui-port",
            "0"));
    Process process = start(command, log);
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end) && process.isAlive()) {
      Matcher matcher = MASTER.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher.group(1);
      }
      Thread.sleep(100);
    }
    throw new AssertionError("The master did not start:\n" + Files.readString(log));
  }

  /** A machine of two cores and two GPUs. */
  private void startWorker(String master, String name) throws IOException {
    Path script = HeldGpus.discovery(Files.createDirectory(directory.resolve(name)), 2);
    List<String> command = java();
    command.addAll(
        List.of(
            "-Dspark.worker.resource.gpu.amount=2",
            "-Dspark.worker.resource.gpu.discoveryScript=" + script,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "localhost",
            "--webui-port",
            "0",
            "--cores",
            "2",
            "--memory",
            "1g",
            "--work-dir",
            directory.resolve(name).resolve("work").toString(),
            master));
    start(command, directory.resolve(name + ".log"));
  }

  /**
   * Submits the sweep to two executors.
   *
   * @param gpus of each
   */
  private String submit(String master, Path out, int gpus, String... options) throws Exception {
    Path log = directory.resolve("driver.log");
    Map<String, String> changed =
        Map.of(
            // As conf/gpu-standalone.conf has it, for machines of this size.
            "spark.executor.resource.gpu.amount",
            String.valueOf(gpus),
            "spark.executor.cores",
            "2",
            "spark.task.cpus",
            "1",
            "spark.executor.memory",
            "600m",
            "spark.executor.extraJavaOptions",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "spark.cores.max",
            "4",
            // Trials wait for both executors.
            "spark.scheduler.minRegisteredResourcesRatio",
            "1.0",
            "spark.scheduler.maxRegisteredResourcesWaitingTime",
            "120s",
            "spark.driver.host",
            "localhost",
            "spark.ui.enabled",
            "false");
    List<String> command = java();
    command.addAll(
        List.of(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            master,
            "--properties-file",
            DISTRIBUTION.resolve("conf/gpu-standalone.conf").toString()));
    changed.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(
        List.of(
            "--class",
            FakeProgram.class.getName(),
            "--jars",
            fakes().toString(),
            DISTRIBUTION.resolve("dash-sweep.jar").toString(),
            "run",
            HeldGpus.sweep(directory).toString(),
            "--out",
            out.toString(),
            "--device",
            "cpu"));
    command.addAll(List.of(options));
    Process process = start(command, log);
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    String output = Files.readString(log);
    assertThat(ended).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  /** The trials that compute nothing, as a jar beside the program's own. */
  private Path fakes() throws IOException {
    Path jar = directory.resolve("fakes.jar");
    Path classes =
        Path.of(FakeProgram.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file :
          files.filter(path -> path.getFileName().toString().startsWith("Fake")).toList()) {
        entries.putNextEntry(
            new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + DISTRIBUTION.resolve("conf/java.options"),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UseParallelGC",
            "-XX:+UseSerialGC",
            "-cp",
            DISTRIBUTION.resolve("lib") + "/*"));
  }

  private Process start(List<String> command, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", directory.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    processes.add(process);
    return process;
  }
}
