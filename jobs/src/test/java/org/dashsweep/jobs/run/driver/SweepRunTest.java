package org.dashsweep.jobs.run.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.dashsweep.jobs.cli.ClusterRunTest;
import org.dashsweep.jobs.cli.Console;
import org.dashsweep.jobs.cli.FakeCatalogue;
import org.dashsweep.jobs.cli.Logs;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.dashsweep.jobs.tables.AttemptRow;
import org.dashsweep.jobs.tables.AttemptRow.Ending;
import org.dashsweep.jobs.tables.AttemptStore;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on Spark, of trials that compute nothing. */
@Tag("spark")
final class SweepRunTest {
  private final Path directory;

  SweepRunTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void reset() {
    Logs.silence();
    FakeCatalogue.reset();
  }

  @Test
  void aSweepRunsOnceAndASecondRunStartsNothing() throws IOException {
    Path file =
        sweep(
            """
            name: small
            fixed: {model: tiny, task: toy}
            grid:
              method: [head-only, lora]
              rank: [2, 8]
              seed: [1, 2]
            """);
    Console first = run(file);
    assertThat(first.err()).isEmpty();
    assertThat(first.exitCode()).isZero();
    assertThat(first.out())
        .contains("Sweep small: 6 trials, 0 done, 6 to run, 2 at once with 1 thread each")
        .contains("done    lora, rank 8, seed 2: accuracy 0.8000 in ")
        .contains("6 of 6 done")
        .contains("lora, rank 2   0.2000 ± 0.0000 (2)");
    assertThat(FakeCatalogue.TRIALS_STARTED).hasValue(6);
    assertThat(FakeCatalogue.RUNNERS_MADE).as("one runner for the JVM").hasValue(1);
    assertThat(FakeCatalogue.RUNNERS_CLOSED).hasValue(1);

    String lastLine = first.out().lines().reduce((a, b) -> b).orElseThrow();
    assertThat(lastLine).contains(out().resolve("report/index.html").toString());
    Path log = Path.of(lastLine.replaceAll(".*\\(log: (.*)\\)", "$1"));
    assertThat(log).content().contains("SparkContext", "Trial ");
    assertThat(out().resolve("report/index.html")).exists();
    assertThat(rows())
        .hasSize(6)
        .allSatisfy(
            row -> {
              assertThat(row.attempts()).isEqualTo(1);
              assertThat(row.sweep()).isEqualTo("small");
              assertThat(row.modelFingerprint()).isEqualTo("model-tiny");
              assertThat(row.dataFingerprint()).isEqualTo("data-toy");
              assertThat(row.floor()).isEqualTo(0.25);
              assertThat(row.software().sparkVersion()).isEqualTo("4.1.0");
            });
    // The best of its method: the first of equals for head-only, rank 8 for lora.
    try (Stream<Path> adapters = Files.list(out().resolve("adapters"))) {
      assertThat(adapters).hasSize(2).allSatisfy(path -> assertThat(path).isNotEmptyDirectory());
    }

    Console second = run(file);
    assertThat(second.exitCode()).isZero();
    assertThat(second.out()).startsWith("Nothing to run: all 6 trials of sweep small are done");
    assertThat(FakeCatalogue.TRIALS_STARTED).hasValue(6);
    try (Stream<Path> logs = Files.list(out().resolve("logs"))) {
      assertThat(logs).as("the second run started no Spark").hasSize(1);
    }

    List<String> ids = rows().stream().map(TrialRow::trialId).toList();
    Path empty = out().resolve("trials/" + ids.get(0) + ".parquet");
    Path missing = out().resolve("steps/" + ids.get(1) + ".parquet");
    Files.write(empty, new byte[0]);
    Files.delete(missing);
    Console grown = run(sweep(Files.readString(file).replace("[1, 2]", "[1, 2, 3]")));
    assertThat(grown.exitCode()).isZero();
    assertThat(grown.err()).contains(empty + " is empty", missing + " is missing").hasLineCount(2);
    assertThat(grown.out()).contains("9 trials, 4 done, 5 to run");
    assertThat(FakeCatalogue.TRIALS_STARTED).hasValue(11);
    assertThat(rows()).hasSize(9);
  }

  @Test
  void aFailedTrialBecomesARowAndTheNextRunTriesItAgain() throws IOException {
    Path file =
        sweep(
            """
            name: faulty
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              ending: [succeeds, diverges, exhausts, crashes]
            """);
    Console first = run(file);
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.out())
        .contains("FAILED  head-only, ending diverges: DIVERGED: loss is NaN at step 3")
        .contains("1 of 4 trials done", "3 failed, the next run tries them again");
    assertThat(failures())
        .containsExactlyInAnyOrder(
            new Outcome.Failed(FailureClass.DIVERGED, "loss is NaN at step 3"),
            new Outcome.Failed(FailureClass.OUT_OF_MEMORY, "OutOfMemoryError: heap"),
            new Outcome.Failed(FailureClass.INTERNAL, "IllegalStateException: a fault"));

    Console status = Console.of("status", "--out", out().toString());
    assertThat(status.exitCode()).isZero();
    assertThat(status.out())
        .contains("done     1", "running  0", "failed   3")
        .contains("DIVERGED: loss is NaN at step 3")
        .contains("3 trials of sweep faulty are not done");
    Console plan = Console.of("plan", file.toString(), "--out", out().toString());
    assertThat(plan.out()).contains("done   1", "to do  3, of which 3 failed before");

    FakeCatalogue.mended = true;
    Console second = run(file);
    assertThat(second.exitCode()).isZero();
    assertThat(second.out()).contains("4 trials, 1 done, 3 to run");
    assertThat(rows()).extracting(TrialRow::attempts).containsExactlyInAnyOrder(1, 2, 2, 2);
    AttemptStore attempts = new AttemptStore(store());
    for (TrialRow row : rows()) {
      List<AttemptRow> of = attempts.read(row.trialId());
      assertThat(of).hasSize(row.attempts());
      assertThat(of.get(0).place().processId()).isEqualTo(ProcessHandle.current().pid());
      assertThat(of)
          .extracting(attempt -> Objects.requireNonNull(attempt.end()).ending())
          .isEqualTo(
              row.attempts() == 1
                  ? List.of(Ending.SUCCEEDED)
                  : List.of(Ending.FAILED, Ending.SUCCEEDED));
    }
  }

  @Test
  void aTrialWhoseProcessDiedTooOftenBecomesARowAndTheOthersGoOn() throws IOException {
    Path file =
        sweep(
            """
            name: deadly
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              seed: [1, 2]
            """);
    run(file);
    AttemptStore attempts = new AttemptStore(store());
    String id = rows().get(0).trialId();
    AttemptRow first = attempts.read(id).get(0);
    Files.delete(out().resolve("trials").resolve(id + ".parquet"));
    attempts.write(
        id,
        Stream.of(1, 2)
            .map(n -> new AttemptRow(id, n, first.place(), 0, null, first.startedAt(), null))
            .toList());

    Console lost = run(file, "--max-lost", "2");
    assertThat(lost.exitCode()).isEqualTo(1);
    assertThat(lost.out()).contains("LOST: the process died 2 times", "1 of 2 trials done");
    assertThat(FakeCatalogue.TRIALS_STARTED).hasValue(2);
    assertThat(run(file, "--max-lost", "2").exitCode()).as("the next run tries again").isZero();
    assertThat(attempts.read(id)).extracting(AttemptRow::attempt).containsExactly(1, 2, 3);
  }

  @Test
  void aGpuThatFailsEndsTheRunAndAfterSoManyTimesItsTrial() throws IOException {
    Path file =
        sweep(
            """
            name: broken
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              ending: [loses its GPU, succeeds]
            """);
    for (int i = 0; i < 2; i++) {
      Console broken = run(file, "--max-lost", "2", "--master", "local[1]");
      assertThat(broken.exitCode()).isEqualTo(3);
      assertThat(broken.err())
          .contains("device-side assert", "Nothing more can run in this process", "nvidia-smi");
      assertThat(failures()).isEmpty();
    }
    Console given = run(file, "--max-lost", "2", "--master", "local[1]");
    assertThat(given.exitCode()).isEqualTo(1);
    assertThat(given.out())
        .contains("1 of 2 trials done", "DEVICE: its process or its GPU failed 2 times");
    assertThat(failures()).hasSize(1);
  }

  @Test
  void slotsRunTrialsAtOnce() throws IOException {
    Path file =
        sweep(
            """
            name: pair
            fixed: {model: tiny, task: toy, method: head-only, ending: meets}
            grid:
              seed: [1, 2]
            """);
    Console console = Console.of("run", file.toString(), "--out", out().toString(), "--slots", "2");
    assertThat(console.exitCode()).isZero();
    assertThat(failures()).isEmpty();
  }

  @Test
  void rowsThatCannotBeCommittedAreAnInfrastructureFailure() throws IOException {
    Path file = sweep("name: a\nfixed: {model: tiny, task: toy, method: head-only}\n");
    Files.createDirectories(out());
    Files.writeString(out().resolve("steps"), "a file where a table should be");
    Console console = run(file);
    assertThat(console.exitCode()).isEqualTo(3);
    assertThat(console.err()).startsWith("dash-sweep: ").contains("steps", "More in the log");
    assertThat(console.err()).doesNotContain("\tat ");
  }

  @Test
  void aJobThatIsAbortedWaitsForItsTrialsCheckpoints() throws IOException {
    Path file =
        sweep(
            """
            name: a
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              ending: [meets, meets and stops slowly]
            """);
    Files.createDirectories(out());
    Files.writeString(out().resolve("steps"), "a file where a table should be");
    Console console = run(file);
    assertThat(console.exitCode()).isEqualTo(3);
    AttemptStore attempts = new AttemptStore(store());
    List<Path> left;
    try (Stream<Path> checkpoints = Files.list(out().resolve("checkpoints"))) {
      left = checkpoints.filter(path -> Files.exists(path.resolve("state"))).toList();
    }
    assertThat(left).hasSize(1);
    assertThat(attempts.read(left.get(0).getFileName().toString()))
        .extracting(attempt -> Objects.requireNonNull(attempt.end()).ending())
        .containsExactly(Ending.INTERRUPTED);
  }

  @Test
  void anApplicationThatIsEndedFromOutsideSaysSo() throws Exception {
    Path file =
        sweep("name: a\nfixed: {model: tiny, task: toy, method: head-only, ending: lingers}\n");
    CompletableFuture<Console> run = CompletableFuture.supplyAsync(() -> run(file));
    ClusterRunTest.awaitAttempt(out(), run);
    SparkContext.getOrCreate().stop();
    Console console = run.join();
    assertThat(console.exitCode()).isEqualTo(3);
    assertThat(console.err()).contains("SparkContext was shut down");
    assertThat(out().resolve(Lease.FILE)).as("given back").doesNotExist();
    // Its thread is this JVM's.
    Files.createFile(out().resolve("release"));
    Interruption.await(Duration.ofMinutes(1));
  }

  @Test
  void memoryThatRunsOutHalvesTheMicroBatch() throws IOException {
    Path file =
        sweep(
            "name: large\nfixed: {model: tiny, task: toy, method: head-only,"
                + " ending: exhausts above 4, micro-batch-size: 16}\n");
    assertThat(run(file).exitCode()).isZero();
    TrialRow row = rows().get(0);
    assertThat(row.attempts()).isEqualTo(3);
    assertThat(row.parameters()).containsEntry("micro-batch-size", 16L);
    assertThat(new AttemptStore(store()).read(row.trialId()))
        .extracting(AttemptRow::microBatchSize)
        .containsExactly(16, 8, 4);
  }

  @Test
  void aTrialThatTakesTooLongFailsAndKeepsItsCheckpoint() throws IOException {
    Path file =
        sweep("name: slow\nfixed: {model: tiny, task: toy, method: head-only, ending: lingers}\n");
    Console late = run(file, "--deadline", "1s");
    assertThat(late.exitCode()).isEqualTo(1);
    assertThat(late.out()).contains("DEADLINE: Trial ", "more than 1 s (--deadline)");
    Path checkpoint = out().resolve("checkpoints").resolve(rows().get(0).trialId());
    assertThat(checkpoint.resolve("state")).exists();

    Path orphan = Files.createDirectories(out().resolve("checkpoints/0f0f"));
    Files.createFile(out().resolve("release"));
    Console next = run(file, "--deadline", "1h");
    assertThat(next.exitCode()).isZero();
    assertThat(next.out()).contains("1 checkpoints (0 MB)");
    assertThat(checkpoint).doesNotExist();
    assertThat(orphan).exists();
  }

  @Test
  void checkpointsNeedNotBeKept() throws IOException {
    Path file =
        sweep("name: slow\nfixed: {model: tiny, task: toy, method: head-only, ending: lingers}\n");
    Path old = checkpoint("0f0f", Duration.ofDays(8));
    Path recent = checkpoint("1f1f", Duration.ofDays(6));
    run(file, "--deadline", "1s", "--keep-checkpoints", "7d");
    assertThat(old).doesNotExist();
    assertThat(recent).exists();
    Path own = out().resolve("checkpoints").resolve(rows().get(0).trialId());
    assertThat(own).exists();

    run(file, "--deadline", "1s", "--keep-checkpoints", "none");
    assertThat(failures()).hasSize(1);
    assertThat(own).doesNotExist();
    assertThat(recent).doesNotExist();
    assertThat(run(file, "--keep-checkpoints", "some").exitCode()).isEqualTo(2);
  }

  private Path checkpoint(String id, Duration age) throws IOException {
    Path folder = Files.createDirectories(out().resolve("checkpoints").resolve(id));
    Path file = Files.createFile(folder.resolve("training.safetensors"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    return folder;
  }

  @Test
  void adaptersThatAKilledRunLeftAreDeletedUnlessTheyAreTheBest() throws IOException {
    String text =
        """
        name: small
        fixed: {model: tiny, task: toy, method: lora}
        grid:
          rank: [2, 8, 4]
        """;
    assertThat(run(sweep(text), "--keep-adapters", "all").exitCode()).isZero();
    assertThat(adapters()).hasSize(3);
    assertThat(run(sweep(text.replace("4]", "4, 6]"))).exitCode()).isZero();
    String best =
        rows().stream()
            .filter(row -> Long.valueOf(8).equals(row.parameters().get("rank")))
            .map(TrialRow::trialId)
            .findFirst()
            .orElseThrow();
    assertThat(adapters()).containsExactly(best);
  }

  private List<String> adapters() throws IOException {
    try (Stream<Path> folders = Files.list(out().resolve("adapters"))) {
      return folders.map(folder -> folder.getFileName().toString()).toList();
    }
  }

  @Test
  void soManyFailuresStopTheRun() throws IOException {
    Path file =
        sweep(
            """
            name: faulty
            fixed: {model: tiny, task: toy, method: head-only, ending: diverges}
            grid:
              seed: [1, 2, 3, 4, 5, 6, 7, 8, 9]
            """);
    Console console = run(file, "--master", "local[1]", "--fail-fast", "2");
    assertThat(console.exitCode()).isEqualTo(1);
    int tried = rows().size();
    assertThat(tried).isBetween(2, 8);
    assertThat(console.out())
        .contains("Stopped: 2 trials failed (--fail-fast), the last one")
        .contains(
            "; %d failed, the next run tries them again; %d not run".formatted(tried, 9 - tried));
    assertThat(run(file, "--fail-fast", "0").exitCode()).isEqualTo(2);
    assertThat(run(file, "--lease-timeout", "0s").exitCode()).isEqualTo(2);
  }

  @Test
  void aCanaryKeepsTheOthersFromItsMistake() throws IOException {
    Path file =
        sweep(
            """
            name: mistaken
            fixed: {model: tiny, task: toy, method: head-only, ending: has no data}
            grid:
              seed: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
            """);
    Console console = run(file);
    assertThat(console.exitCode()).isEqualTo(1);
    assertThat(console.out())
        .contains("Stopped: the trial that went ahead", "no such file")
        .contains("FAILED  head-only, seed ");
    assertThat(rows()).hasSize(1);
    assertThat(RunState.read(store()).orElseThrow().lastEnded())
        .as("for those who follow")
        .extracting(EndedState::trialId)
        .containsExactly(rows().get(0).trialId());
    run(file, "--no-canary");
    assertThat(rows()).hasSize(10);
    FakeCatalogue.mended = true;
    assertThat(run(file).exitCode()).isZero();
  }

  @Test
  void adaptersNeedNotBeKept() throws IOException {
    Path file = sweep("name: small\nfixed: {model: tiny, task: toy, method: head-only}\n");
    assertThat(run(file, "--keep-adapters", "none").exitCode()).isZero();
    assertThat(rows()).hasSize(1);
    assertThat(out().resolve("adapters")).doesNotExist();
  }

  private Console run(Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("run", file.toString(), "--out", out().toString()));
    // What is to fail for good is not tried again.
    arguments.addAll(List.of("--storage-retries", "0"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--master")) {
      arguments.addAll(List.of("--master", "local[2]"));
    }
    return Console.of(arguments.toArray(new String[0]));
  }

  private Path out() {
    return directory.resolve("out");
  }

  private ResultStore store() throws IOException {
    return ResultStore.open(out().toString(), new Configuration());
  }

  private List<TrialRow> rows() throws IOException {
    return store().rows();
  }

  private List<Outcome> failures() throws IOException {
    return rows().stream()
        .map(TrialRow::outcome)
        .filter(outcome -> outcome instanceof Outcome.Failed)
        .toList();
  }

  private Path sweep(String text) throws IOException {
    return Files.writeString(directory.resolve("sweep.yaml"), text);
  }
}
