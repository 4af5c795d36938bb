package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.SparkContext;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps whose tables, checkpoints, adapters and report lie on HDFS. */
@Tag("spark")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class HdfsSweepTest {
  private static MiniDFSCluster cluster;

  private final Path directory;

  HdfsSweepTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void start(@TempDir Path disks) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disks.toString());
    configuration.set("dfs.heartbeat.interval", "1");
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  @BeforeEach
  void reset() {
    Logs.silence();
    FakeCatalogue.reset();
  }

  @Test
  void aSweepIsStoppedGoesOnFromItsCheckpointAndIsCompactedAndReported() throws Exception {
    String out = out("stopped");
    Path sweep =
        sweep(
            """
            name: stopped
            fixed: {model: tiny, task: toy, method: lora}
            grid: {rank: [2, 8], ending: [succeeds, pauses]}
            """);
    CompletableFuture<Console> first = run(sweep, out, 4);
    await(() -> !files(out + "/checkpoints").isEmpty());
    SparkContext.getOrCreate().cancelAllJobs();
    assertThat(first.get().exitCode()).isEqualTo(3);

    Console second = run(sweep, out, 1).get();
    assertThat(second.err()).isEmpty();
    assertThat(second.exitCode()).isZero();
    assertThat(FakeCatalogue.TRIALS_RESUMED.get()).isPositive();
    List<TrialRow> rows = store(out).rows();
    assertThat(rows).hasSize(4);
    assertThat(files(out + "/checkpoints")).isEmpty();
    assertThat(files(out + "/adapters")).hasSize(1);

    assertThat(Console.of("compact", "--out", out).exitCode()).isZero();
    assertThat(store(out).rows()).isEqualTo(rows);
    Console report = Console.of("report", "--out", out);
    assertThat(report.out()).contains("Report hdfs://").contains("stopped/report/index.html");
    assertThat(files(out + "/report")).contains("index.html");
    assertThat(run(sweep, out, 1).get().out()).startsWith("Nothing to run: all 4 trials");
  }

  @Test
  void aRunOutlivesANameNodeThatGoesAwayAndComesBack() throws Exception {
    String out = out("outage");
    Path sweep =
        sweep(
            """
            name: outage
            fixed: {model: tiny, task: toy, method: lora, ending: meets}
            grid: {rank: [2, 8]}
            """);
    FakeCatalogue.meeting = new CountDownLatch(3);
    CompletableFuture<Console> run = run(sweep, out, 2);
    await(() -> FakeCatalogue.meeting.getCount() == 1);
    cluster.shutdownNameNode(0);
    FakeCatalogue.meeting.countDown();
    cluster.restartNameNode(0);

    Console console = run.get();
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isZero();
    assertThat(store(out).rows()).hasSize(2);
  }

  private static CompletableFuture<Console> run(Path sweep, String out, int slots) {
    String[] arguments = {
      "run", sweep.toString(), "--out", out, "--slots", "" + slots, "--threads", "1", "--no-canary"
    };
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Console.of(arguments);
          } finally {
            deleteLog();
          }
        });
  }

  /** The tables are elsewhere, so that the log is in the working directory. */
  private static void deleteLog() {
    Path log = Logs.file();
    Logs.silence();
    if (log != null) {
      log.toFile().delete();
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(50);
    }
  }

  private static List<String> files(String folder) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    FileSystem fileSystem = path.getFileSystem(new Configuration());
    return fileSystem.exists(path)
        ? List.of(fileSystem.listStatus(path)).stream()
            .map(file -> file.getPath().getName())
            .toList()
        : List.of();
  }

  private static String out(String name) throws IOException {
    return cluster.getFileSystem().getUri() + "/sweeps/" + name;
  }

  private static ResultStore store(String out) throws IOException {
    return ResultStore.open(out, new Configuration());
  }

  private Path sweep(String text) throws IOException {
    return Files.writeString(directory.resolve("sweep.yaml"), text);
  }
}
