package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.run.protocol.LocalCluster;
import org.dashsweep.jobs.tables.AttemptRow;
import org.dashsweep.jobs.tables.AttemptRow.Ending;
import org.dashsweep.jobs.tables.AttemptStore;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.EventRow;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.KeptTraining;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose executors are processes of their own, which die. */
@Tag("spark")
public final class ClusterRunTest {
  private static final String TINY =
      """
      name: tiny
      experiment: commonsense
      fixed:
        method: lora-dash
        rank: 4
        directions: 4
        launch-step: 6
        model: tiny-llama
        data: tiny
        optimizer-steps: 120
        batch-size: 4
        learning-rate: 5e-3
        adapter-dropout: 0.1
        data-sets: [boolq, piqa]
        validation-rows: 4
        evaluate-every: 20
        beams: 2
        max-new-tokens: 6
      """;

  private final Path directory;

  ClusterRunTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void silence() {
    Logs.silence();
  }

  @Test
  void aTrialThatKillsItsExecutorsFailsAndTheOthersGoOn() throws IOException {
    Path file =
        sweep(
            """
            name: deadly
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              ending: [succeeds, dies, ends]
            """);
    Path out = directory.resolve("out");
    Console console = Console.of(arguments(file, out, LocalCluster.of(2, 1), "--max-lost", "2"));
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isEqualTo(1);
    assertThat(console.out())
        .contains("2 of 3 trials done", "ending dies: LOST: the process died 2 times");
    for (TrialRow row : open(out).rows()) {
      List<AttemptRow> attempts = attempts(out, row.trialId());
      assertThat(attempts).hasSize(row.status() == TrialStatus.FAILED ? 2 : 1);
      assertThat(attempts)
          .extracting(attempt -> attempt.place().processId())
          .doesNotContain(ProcessHandle.current().pid());
    }
  }

  /** They die with it once; then it is found out. */
  @Test
  void theNeighboursOfATrialThatKillsItsExecutorsSucceed() throws IOException {
    Path file =
        sweep(
            """
            name: deadly
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              ending: [dies, dwells]
              seed: [1, 2]
            """);
    Path out = directory.resolve("out");
    Console console = Console.of(arguments(file, out, LocalCluster.of(1, 2)));
    assertThat(console.err()).isEmpty();
    assertThat(console.out()).contains("2 of 4 trials done");
    for (TrialRow row : open(out).rows()) {
      boolean dies = "dies".equals(row.parameter("ending"));
      assertThat(row.status()).isEqualTo(dies ? TrialStatus.FAILED : TrialStatus.SUCCEEDED);
      assertThat(attempts(out, row.trialId())).hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  void anExecutorWhoseGpuFailsIsReplaced() throws IOException {
    Path file =
        sweep(
            """
            name: broken
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              ending: [loses its GPU, succeeds, ends]
            """);
    Path out = directory.resolve("out");
    LocalCluster cluster = LocalCluster.of(1, 1).with(LocalCluster.LOST_DEVICE_PAUSE, "0s");
    Console console = Console.of(arguments(file, out, cluster, "--max-lost", "2"));
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isEqualTo(1);
    assertThat(console.out())
        .contains("2 of 3 trials done", "DEVICE: its process or its GPU failed 2 times");
    List<Long> broken = new ArrayList<>();
    for (TrialRow row : open(out).rows()) {
      if (row.status() == TrialStatus.FAILED) {
        attempts(out, row.trialId()).forEach(attempt -> broken.add(attempt.place().processId()));
      }
    }
    assertThat(broken).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void aResultThatCouldNotBeStoredNeedsNoUpdateAgain() throws IOException {
    Path file = sweep(TINY.replace("optimizer-steps: 120", "optimizer-steps: 20"));
    Path out = directory.resolve("out");
    Files.createDirectories(out);
    Path obstacle = Files.writeString(out.resolve("steps"), "a file where a table should be");
    String[] command = run(file, out, "--master", "local[1]", "--storage-retries", "0");
    assertThat(Console.ofStandard(command).exitCode()).isEqualTo(3);
    assertThat(open(out).rows()).isEmpty();
    Files.delete(obstacle);

    assertThat(Console.ofStandard(command).exitCode()).isZero();
    String id = open(out).rows().get(0).trialId();
    assertThat(attempts(out, id))
        .extracting(
            AttemptRow::fromUpdate, attempt -> Objects.requireNonNull(attempt.end()).ending())
        .containsExactly(tuple(0, Ending.FAILED), tuple(20, Ending.SUCCEEDED));
    assertThat(open(out).read(Tables.STEPS, id)).hasSize(20);
    assertThat(out.resolve("checkpoints").resolve(id)).doesNotExist();
  }

  @Test
  void aTrialWhoseExecutorIsKilledGoesOnAsIfNothingHadHappened()
      throws IOException, InterruptedException {
    Path file = sweep(TINY);
    Path whole = directory.resolve("whole");
    assertThat(Console.ofStandard(run(file, whole, "--master", "local[1]")).exitCode()).isZero();
    String id = open(whole).rows().get(0).trialId();

    Path out = directory.resolve("out");
    CompletableFuture<Console> run =
        CompletableFuture.supplyAsync(
            () ->
                Console.ofStandard(
                    arguments(file, out, LocalCluster.of(1, 1), "--checkpoint-every", "1")));
    Path checkpoint = out.resolve("checkpoints").resolve(id);
    while (KeptTraining.in(checkpoint).updates() < 20) {
      assertThat(run).isNotDone();
      Thread.sleep(10);
    }
    long executor = attempts(out, id).get(0).place().processId();
    assertThat(ProcessHandle.of(executor).orElseThrow().destroyForcibly()).isTrue();

    Console console = run.join();
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isZero();
    List<AttemptRow> attempts = attempts(out, id);
    assertThat(attempts)
        .extracting(attempt -> Objects.requireNonNull(attempt.end()).ending())
        .containsExactly(Ending.LOST, Ending.SUCCEEDED);
    // The first update that an attempt does is always told.
    assertThat(firstUpdates(open(out)))
        .containsExactly(1, Objects.requireNonNull(attempts.get(1).fromUpdate()) + 1)
        .last()
        .satisfies(update -> assertThat(update).isGreaterThan(20));
    assertThat(open(out).rows()).hasSize(1);
    assertThat(measured(open(out), id)).isEqualTo(measured(open(whole), id));
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void anExecutorThatIsDecommissionedHandsItsTrialOn() throws IOException, InterruptedException {
    Path file =
        sweep("name: moved\nfixed: {model: tiny, task: toy, method: head-only, ending: lingers}\n");
    Path out = directory.resolve("out");
    CompletableFuture<Console> run =
        CompletableFuture.supplyAsync(
            () -> Console.of(arguments(file, out, LocalCluster.of(2, 1))));
    String id = awaitAttempt(out, run);
    long executor = attempts(out, id).get(0).place().processId();
    Process signal = new ProcessBuilder("kill", "-PWR", Long.toString(executor)).start();
    assertThat(signal.waitFor()).isZero();
    while (attempts(out, id).size() < 2) {
      assertThat(run).isNotDone();
      Thread.sleep(50);
    }
    Files.createFile(out.resolve("release"));
    assertThat(run.join().exitCode()).isZero();
    List<AttemptRow> attempts = attempts(out, id);
    assertThat(attempts)
        .extracting(attempt -> Objects.requireNonNull(attempt.end()).ending())
        .containsExactly(Ending.INTERRUPTED, Ending.SUCCEEDED);
    assertThat(attempts.get(1).place().processId()).isNotEqualTo(executor);
  }

  /** The first update that was heard of from each attempt at the only trial. */
  private static List<Integer> firstUpdates(ResultStore store) throws IOException {
    List<Integer> first = new ArrayList<>();
    boolean started = false;
    for (EventRow event : new EventStore(store).rows()) {
      if (event.kind() == EventRow.Kind.STARTED) {
        started = true;
      } else if (started && event.step() != null) {
        first.add(event.step());
        started = false;
      }
    }
    return first;
  }

  /** Everything a trial measured but the clock. */
  private static List<Object> measured(ResultStore store, String id) throws IOException {
    List<Object> all = new ArrayList<>();
    Function<TrialResult.Step, TrialResult.Step> timeless =
        step ->
            new TrialResult.Step(
                step.step(),
                step.loss(),
                step.learningRate(),
                step.gradientNorm(),
                step.tokens(),
                0);
    store.read(Tables.STEPS, id).stream().map(EntryRow::entry).map(timeless).forEach(all::add);
    all.addAll(store.read(Tables.EVALUATIONS, id));
    all.addAll(store.read(Tables.PREDICTIONS, id));
    all.addAll(store.read(Tables.DIRECTIONS, id));
    assertThat(all).hasSizeGreaterThan(150);
    return all;
  }

  /** Waits for the first attempt at the only trial of a run, and gives the trial's id. */
  public static String awaitAttempt(Path out, CompletableFuture<?> run)
      throws IOException, InterruptedException {
    while (true) {
      List<String> files = open(out).fileNames("attempts");
      if (!files.isEmpty()) {
        return files.get(0).replace(".parquet", "");
      }
      assertThat(run).isNotDone();
      Thread.sleep(50);
    }
  }

  static List<AttemptRow> attempts(Path out, String id) throws IOException {
    return new AttemptStore(open(out)).read(id);
  }

  private static ResultStore open(Path out) throws IOException {
    return ResultStore.open(out.toString(), new Configuration());
  }

  private static String[] arguments(Path file, Path out, LocalCluster cluster, String... more) {
    List<String> options = new ArrayList<>(cluster.options());
    options.addAll(List.of(more));
    return run(file, out, options.toArray(new String[0]));
  }

  static String[] run(Path file, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("run", file.toString(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  private Path sweep(String text) throws IOException {
    return Files.writeString(directory.resolve("sweep.yaml"), text);
  }
}
