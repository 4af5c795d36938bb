package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.run.protocol.LocalCluster;
import org.dashsweep.jobs.tables.AttemptRow.Ending;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose driver is a process of its own, which is stopped or killed. */
@Tag("spark")
final class DriverRunTest {
  private final Path directory;
  private final Path out;
  private final List<Process> drivers = new ArrayList<>();

  DriverRunTest(@TempDir Path directory) {
    this.directory = directory;
    this.out = directory.resolve("out");
  }

  @BeforeEach
  void reset() {
    Logs.silence();
    FakeCatalogue.reset();
  }

  @AfterEach
  void endDrivers() {
    drivers.forEach(Process::destroyForcibly);
  }

  @Test
  void aKilledDriversWorkIsNeitherLostNorDoneTwice() throws IOException, InterruptedException {
    Path file =
        sweep(
            """
            name: small
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              ending: [succeeds, ends, lingers]
            """);
    String[] command = ClusterRunTest.run(file, out, "--master", "local[2]");
    Process driver = start(command);
    while (rows().size() < 2 || !lingers()) {
      assertThat(driver.isAlive()).isTrue();
      Thread.sleep(50);
    }

    Console second = Console.of(command);
    assertThat(second.exitCode()).isEqualTo(3);
    assertThat(second.err())
        .contains("is in use by", "process " + driver.pid(), "sweep small", "--lease-timeout");
    assertThat(driver.isAlive()).isTrue();

    Map<String, Instant> committed = startedAt();
    driver.destroyForcibly().waitFor();
    Files.createFile(out.resolve("release"));
    Console third = Console.of(command);
    assertThat(third.err()).isEmpty();
    assertThat(third.exitCode()).isZero();
    assertThat(third.out()).contains("3 trials, 2 done, 1 to run", "3 of 3 trials done");
    assertThat(rows()).hasSize(3);
    assertThat(startedAt()).containsAllEntriesOf(committed);
    String last =
        rows().stream()
            .map(TrialRow::trialId)
            .filter(id -> !committed.containsKey(id))
            .findFirst()
            .orElseThrow();
    assertThat(endings(last)).containsExactly(Ending.LOST, Ending.SUCCEEDED);
    assertThat(out.resolve("lease.json")).doesNotExist();

    Console narrowed =
        Console.of(
            ClusterRunTest.run(
                sweep(Files.readString(file).replace("succeeds, ends, lingers", "ends, new")),
                out));
    assertThat(narrowed.out()).contains("2 trials, 1 done, 1 to run");
    assertThat(startedAt()).hasSize(4).containsAllEntriesOf(committed);
  }

  @Test
  void aDriverThatIsToldToEndHasItsExecutorsWriteCheckpointsFirst()
      throws IOException, InterruptedException {
    Path file =
        sweep("name: long\nfixed: {model: tiny, task: toy, method: head-only, ending: lingers}\n");
    Process driver =
        start(
            ClusterRunTest.run(file, out, LocalCluster.of(1, 1).options().toArray(new String[0])));
    while (!lingers()) {
      assertThat(driver.isAlive()).isTrue();
      Thread.sleep(50);
    }
    String id = ids().get(0);
    // What is heard after this is heard by a trial that runs.
    Thread.sleep(2_000);
    driver.destroy();
    assertThat(driver.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(directory.resolve("driver.txt")))
        .contains("Stopped. What was committed stays in", "run the same command again");
    assertThat(endings(id)).containsExactly(Ending.INTERRUPTED);
    assertThat(out.resolve("checkpoints").resolve(id).resolve("state")).exists();
    assertThat(rows()).isEmpty();
    assertThat(out.resolve("lease.json")).as("given back").doesNotExist();
  }

  private Process start(String[] arguments) throws IOException {
    Process driver =
        LocalCluster.start(FakeDriver.class, directory.resolve("driver.txt"), List.of(arguments));
    drivers.add(driver);
    return driver;
  }

  private List<Ending> endings(String id) throws IOException {
    return ClusterRunTest.attempts(out, id).stream()
        .map(attempt -> Objects.requireNonNull(attempt.end()).ending())
        .toList();
  }

  /** Whether a trial is under way. */
  private boolean lingers() throws IOException {
    for (String id : ids()) {
      if (ClusterRunTest.attempts(out, id).stream().anyMatch(attempt -> attempt.end() == null)) {
        return true;
      }
    }
    return false;
  }

  private List<String> ids() throws IOException {
    return store().fileNames("attempts").stream().map(n -> n.replace(".parquet", "")).toList();
  }

  private Map<String, Instant> startedAt() throws IOException {
    return rows().stream().collect(Collectors.toMap(TrialRow::trialId, TrialRow::startedAt));
  }

  private List<TrialRow> rows() throws IOException {
    return store().rows();
  }

  private ResultStore store() throws IOException {
    return ResultStore.open(out.toString(), new Configuration());
  }

  private Path sweep(String text) throws IOException {
    return Files.writeString(directory.resolve("sweep.yaml"), text);
  }
}
