package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.RungRow;
import org.dashsweep.jobs.tables.RungStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that stop trials early, of trials that compute nothing. */
@Tag("spark")
final class ExploringRunTest {
  private static final String SWEEP =
      """
      name: exploring
      explore: {metric: accuracy, goal: maximize, first-rung: 10, reduction-factor: 2}
      fixed: {model: tiny, task: toy, method: lora}
      grid:
        rank: [2, 4, 6, 8]
      """;

  private final Path directory;

  ExploringRunTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void reset() {
    Logs.silence();
    FakeCatalogue.reset();
  }

  @Test
  void aMetricThatNoTrialMeasuresIsRefusedByThePlanAndTheRun() throws IOException {
    String sweep = SWEEP.replace("metric: accuracy", "metric: f2");
    Path file = Files.writeString(directory.resolve("sweep.yaml"), sweep);
    Console planned = Console.of("plan", file.toString(), "--out", out());
    assertThat(planned.exitCode()).isEqualTo(2);
    assertThat(planned.out() + planned.err())
        .contains(
            "explore.metric: f2: is not measured while such a trial trains; choose one of"
                + " training-loss, accuracy");
    assertThat(run(sweep, "1").exitCode()).isEqualTo(2);
    assertThat(rows()).isEmpty();
  }

  @Test
  void stoppedTrialsAreDoneForThisRuleAndNotForAnother() throws IOException {
    // One after another, the largest rank first: it goes on, and no other is better.
    Console first = run(SWEEP, "1");
    assertThat(first.exitCode()).isZero();
    assertThat(first.out())
        .contains("stopped lora, rank 6: accuracy 0.6000 after step 10")
        .contains(
            "1 of 4 trials done",
            "3 stopped early",
            "lora, rank 8   0.8000 (1; survivors)",
            "survivors: trials that explore let finish, chosen by accuracy on the very rows")
        .doesNotContain("failed", "lora, rank 6   ");
    assertThat(statuses().toString()).isEqualTo("{2=STOPPED, 4=STOPPED, 6=STOPPED, 8=SUCCEEDED}");
    assertThat(rows())
        .filteredOn(row -> String.valueOf(row.parameter("rank")).equals("6"))
        .extracting(TrialRow::outcome)
        .containsExactly(
            new Outcome.Stopped(
                10, "accuracy", 0.6, "asha accuracy maximize first-rung 10 reduction-factor 2"));
    assertThat(rungs())
        .extracting(row -> row.step() + " " + row.value() + " " + row.goesOn())
        .containsExactlyInAnyOrder(
            "10 0.8 true",
            "20 0.8 true",
            "40 0.8 true",
            "80 0.8 true",
            "10 0.6 false",
            "10 0.4 false",
            "10 0.2 false");
    assertThat(Console.of("status", "--out", out()).out())
        .contains("done     1", "stopped  3", "after step 10, with accuracy 0.4000", "failed   0");
    assertThat(Files.readString(Path.of(out(), "report/index.html")))
        .contains("stopped early", "1 of 4 finished trials succeeded; 3 stopped early.");

    assertThat(run(SWEEP, "1").out()).startsWith("Nothing to run: all 4 trials");
    assertThat(FakeCatalogue.TRIALS_STARTED).hasValue(4);

    // A new driver knows who was at the rung: without that rank 5 would be its first and go on.
    Console extended = run(SWEEP.replace("[2, 4, 6, 8]", "[2, 4, 5, 6, 8]"), "1");
    assertThat(extended.out()).contains("5 trials, 4 done, 1 to run", "stopped lora, rank 5");

    Console plain = run(SWEEP.replaceAll("explore: .*\n", ""), "1");
    assertThat(plain.out()).contains("4 trials, 1 done, 3 to run", "4 of 4 trials done");
    assertThat(statuses()).doesNotContainKey("7").containsEntry("6", TrialStatus.SUCCEEDED);
  }

  /** The one trial waits until the other has passed all its rungs, which must not wait for it. */
  @Test
  void noTrialWaitsForARung() throws IOException {
    Console console =
        run(
            SWEEP
                .replace("rank: [2, 4, 6, 8]", "ending: [succeeds, is-judged-last]")
                .replace("method: lora", "method: lora, rank: 5"),
            "2");
    assertThat(console.exitCode()).isZero();
    assertThat(rows()).extracting(TrialRow::status).containsOnly(TrialStatus.SUCCEEDED);
    assertThat(rungs()).hasSize(2 * 4);
  }

  private Console run(String text, String slots) throws IOException {
    Path file = Files.writeString(directory.resolve("sweep.yaml"), text);
    return Console.of(
        "run", file.toString(), "--out", out(), "--master", "local[2]", "--slots", slots);
  }

  private String out() {
    return directory.resolve("out").toString();
  }

  private List<TrialRow> rows() throws IOException {
    return store().rows();
  }

  private List<RungRow> rungs() throws IOException {
    return new RungStore(store()).rows();
  }

  private SortedMap<String, TrialStatus> statuses() throws IOException {
    SortedMap<String, TrialStatus> statuses = new TreeMap<>();
    rows().forEach(row -> statuses.put(String.valueOf(row.parameter("rank")), row.status()));
    return statuses;
  }

  private ResultStore store() throws IOException {
    return ResultStore.open(out(), new Configuration());
  }
}
