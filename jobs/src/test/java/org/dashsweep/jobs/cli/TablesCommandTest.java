package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.EventRow;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that work on the tables which runs have left: compact, rescore, report, plan. */
final class TablesCommandTest {
  private final Path directory;
  private final String out;
  private final ResultStore store;

  TablesCommandTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.out = directory.resolve("out").toString();
    this.store = ResultStore.open(out, new Configuration());
  }

  @BeforeEach
  void commit() throws IOException {
    Logs.silence();
    for (int seed = 1; seed <= 2; seed++) {
      TrialResult result = SampleTrials.result("supersense", 0.7, 0, seed);
      store.commit(SampleTrials.succeeded("t" + seed, parameters(seed), result), result);
    }
  }

  @Test
  void compactingLeavesTheRowsAndSaysWhatItDid() throws IOException {
    var rows = store.rows();
    Console first = Console.of("compact", "--out", out);
    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).isEqualTo("Compacted 2 trials; 1 parts in all\n");
    assertThat(Console.of("compact", "--out", out).out()).isEqualTo("Nothing to compact\n");
    assertThat(store.rows()).isEqualTo(rows);
  }

  @Test
  void readersHaveTimeToEnd() {
    Console console = Console.of("compact", "--out", out, "--grace", "10s");
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("--grace 10 s: must be at least 5m");
  }

  @Test
  void aCopyForOtherReadersIsWritten() {
    Path copy = directory.resolve("copy");
    Console console = Console.of("compact", "--out", out, "--export", copy.toString());
    assertThat(console.err()).isEmpty();
    assertThat(console.out()).startsWith("Wrote the tables of 2 trials to ");
    assertThat(copy.resolve("trials/rows.parquet")).isNotEmptyFile();
    assertThat(directory.resolve("out/compacted")).doesNotExist();
    Console again = Console.of("compact", "--out", out, "--export", copy.toString());
    assertThat(again.exitCode()).isEqualTo(3);
    assertThat(again.err()).contains("holds files already");
    Console grace =
        Console.of("compact", "--out", out, "--grace", "1h", "--export", copy.toString());
    assertThat(grace.exitCode()).isEqualTo(2);
    assertThat(grace.err()).contains("--grace: has no effect with --export");
  }

  @Test
  void eventsAreKeptUnlessItIsSaidForHowLong() throws IOException {
    EventStore events = new EventStore(store);
    events.write("run", 0, List.of(SampleTrials.started("old")));
    events.write("run", 1, List.of(SampleTrials.started("new")));
    Files.setLastModifiedTime(
        directory.resolve("out/events/run-000000.parquet"),
        FileTime.from(Instant.now().minus(40, ChronoUnit.DAYS)));
    Console.of("compact", "--out", out);
    assertThat(events.rows()).hasSize(2);
    Console console = Console.of("compact", "--out", out, "--keep-events", "30d");
    assertThat(console.err()).isEmpty();
    assertThat(console.out()).endsWith("Deleted 1 files of events\n");
    assertThat(events.rows()).extracting(EventRow::trialId).containsExactly("new");
    Console none = Console.of("compact", "--out", out, "--keep-events", "0s");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("--keep-events 0 s: must be at least 5m");
  }

  @Test
  void rescoringReplacesWhatComesOutOtherwise() throws IOException {
    Console check = Console.ofStandard("rescore", "--out", out, "--check");
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out()).contains("2 trials with predictions", "metrics would change");
    double before = value("t1");
    Console console = Console.ofStandard("rescore", "--out", out, "--metric", "accuracy");
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isZero();
    assertThat(console.out()).contains("2 metrics are replaced", "t1  supersense");
    assertThat(value("t1")).isNotEqualTo(before);
  }

  @Test
  void aMetricThatNoPredictionsGiveIsRefused() throws IOException {
    double before = value("t1");
    Console console = Console.ofStandard("rescore", "--out", out, "--metric", "acuracy");
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err())
        .contains("--metric acuracy: no trial's predictions give it; they give accuracy, ");
    assertThat(value("t1")).isEqualTo(before);
  }

  @Test
  void aTrialThatCannotBeScoredIsNamedAndTheOthersAreScored() throws IOException {
    TrialResult result = SampleTrials.result("supersense", 0.7, 0, 3);
    SortedMap<String, Object> parameters = parameters(3);
    parameters.put("experiment", "no-experiment");
    store.commit(SampleTrials.succeeded("t3", parameters, result), result);
    Console console = Console.ofStandard("rescore", "--out", out);
    assertThat(console.exitCode()).isEqualTo(1);
    assertThat(console.out())
        .contains("3 trials with predictions", "1 cannot be scored and stay as they are")
        .contains("  t3  There is no experiment no-experiment", "are replaced");
    assertThat(value("t3")).isEqualTo(0.7);
  }

  @Test
  void aReportOfASweepIsOfItsTrialsAlone() throws IOException {
    Path sweep = sweep();
    Console none = Console.of("report", "--out", out, "--spec", sweep.toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("has none of its trials; run it first");
    TrialResult result = SampleTrials.result("hypernymy", 0.9, 0, 1);
    store.commit(
        SampleTrials.succeeded(
            ids(sweep)[0], SampleTrials.parameters("lora", "hypernymy", 8, 1), result),
        result);
    Console console = Console.of("report", "--out", out, "--spec", sweep.toString());
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isZero();
    assertThat(console.out()).contains("report/s/index.html");
    assertThat(Files.readString(directory.resolve("out/report/s/index.html")))
        .contains("hypernymy")
        .doesNotContain("supersense");
    assertThat(directory.resolve("out/report/index.html")).doesNotExist();
  }

  @Test
  void theSummaryIsPrintedAndTakesNoOptionsOfThePage() {
    Console console = Console.of("report", "--out", out, "--summary");
    assertThat(console.exitCode()).isZero();
    assertThat(console.out()).contains("lora, rank 8", "0.7000");
    assertThat(directory.resolve("out/report")).doesNotExist();
    Console since = Console.of("report", "--out", out, "--summary", "--since", "2026-01-01");
    assertThat(since.exitCode()).isEqualTo(2);
    assertThat(since.err()).contains("--since: has no effect with --summary");
  }

  @Test
  void twoDatesAndTwoDirectoriesAreCompared() throws IOException {
    Path page = directory.resolve("out/report/index.html");
    Console since =
        Console.of("report", "--out", out, "--since", "2026-02-01", "--until", "2026-04-01");
    assertThat(since.err()).isEmpty();
    assertThat(Files.readString(page))
        .contains("since 2026-02-01T00:00:00Z, until 2026-04-01T00:00:00Z");
    Console none = Console.of("report", "--out", out, "--until", "2026-02-01");
    assertThat(none.err()).contains("--until 2026-02-01: no trial finished before");
    Console reversed =
        Console.of("report", "--out", out, "--since", "2026-04-01", "--until", "2026-02-01");
    assertThat(reversed.err()).contains("must be after --since 2026-04-01");
    Console against = Console.of("report", "--out", out, "--against", out);
    assertThat(against.exitCode()).isZero();
    assertThat(Files.readString(page))
        .contains("2 configurations with a seed are in both, of which 0 have another value");
  }

  @Test
  void aTrialWhoseRowIsNoTableIsPlannedAgain() throws IOException {
    Path sweep = sweep();
    String[] ids = ids(sweep);
    assertThat(ids).hasSize(3);
    Files.writeString(directory.resolve("out/trials/" + ids[0] + ".parquet"), "no table");
    store.commit(
        SampleTrials.failed(ids[1], parameters(1), FailureClass.DIVERGED, "loss is NaN"), null);
    Console console = Console.of("plan", sweep.toString(), "--out", out);
    assertThat(console.exitCode()).isZero();
    assertThat(console.err())
        .startsWith("dash-sweep: file:" + out + "/trials/" + ids[0] + ".parquet is cut short")
        .contains("to have trial " + ids[0] + " run again")
        .hasLineCount(1);
    assertThat(console.out()).contains("done   0", "to do  3, of which 1 failed before");
  }

  @Test
  void aCopyOfATrialsFileCountsNowhere() throws IOException {
    for (String table : List.of("trials", "evaluations")) {
      Path folder = directory.resolve("out").resolve(table);
      Files.copy(folder.resolve("t1.parquet"), folder.resolve("t1 (1).parquet"));
    }
    Console status = Console.of("status", "--out", out);
    assertThat(status.exitCode()).isZero();
    assertThat(status.out()).startsWith("done     2\n");
    Console summary = Console.of("report", "--out", out, "--summary");
    assertThat(summary.out()).contains("0.7000 ± 0.0000 (2)");
    Console report = Console.of("report", "--out", out);
    Console compact = Console.of("compact", "--out", out);
    assertThat(compact.out()).startsWith("Compacted 2 trials");
    for (Console console : List.of(status, summary, report, compact)) {
      assertThat(console.exitCode()).isZero();
      assertThat(console.err())
          .contains(
              out + "/trials/t1 (1).parquet is left aside",
              out + "/evaluations/t1 (1).parquet is left aside")
          .hasLineCount(2);
    }
  }

  /** In the data of a page, and in the footer. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.9})
  void aDamagedFileIsNamedByEveryCommandThatReadsIt(double place) throws IOException {
    damage("trials/t1.parquet", place);
    for (List<String> command :
        List.of(
            List.of("status"),
            List.of("report"),
            List.of("report", "--summary"),
            List.of("compact"),
            List.of("rescore"),
            List.of("compact", "--export", directory.resolve("copy").toString()))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--out", out));
      Console console = Console.ofStandard(arguments.toArray(String[]::new));
      assertThat(console.exitCode()).as("%s", command).isEqualTo(3);
      assertThat(console.err().lines().findFirst().orElseThrow())
          .as("%s", command)
          .startsWith("dash-sweep: file:" + out + "/trials/t1.parquet is damaged")
          .contains("run its sweep again");
    }
    assertThat(Console.of("status", "--out", out).out()).contains("done     1", "damaged  1\n  t1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluations", "steps", "predictions"})
  void aDamagedFileOfAnotherTableIsNamedByTheReportAndByCompact(String table) throws IOException {
    damage(table + "/t1.parquet", 0.1);
    for (String command : List.of("report", "compact")) {
      Console console = Console.of(command, "--out", out);
      assertThat(console.exitCode()).as(command).isEqualTo(3);
      assertThat(console.err().lines().findFirst().orElseThrow())
          .as(command)
          .startsWith("dash-sweep: file:" + out + "/" + table + "/t1.parquet is damaged")
          .contains("delete it");
    }
  }

  private void damage(String file, double place) throws IOException {
    Path path = directory.resolve("out").resolve(file);
    byte[] bytes = Files.readAllBytes(path);
    bytes[(int) (place * bytes.length)] ^= 1;
    Files.write(path, bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "foo://x/y", "", "nowhere:/x"})
  void anAddressOfNoFileSystemIsRefusedInOneLine(String address) throws IOException {
    for (String command : List.of("status", "report", "compact", "rescore")) {
      refuse(address, command, "--out", address);
    }
    refuse(address, "plan", sweep().toString(), "--out", address);
    refuse(address, "run", sweep().toString(), "--out", address);
    refuse(address, "export", "t1", "--from", address, "--out", directory.resolve("x").toString());
    refuse(address, "compact", "--out", out, "--export", address);
  }

  @Test
  void modelsAndDataOfNoFileSystemAreRefusedInOneLine() throws IOException {
    refuse("foo://x: no file system", "plan", sweep().toString(), "--models", "foo://x");
    refuse("foo://x: no file system", "run", sweep().toString(), "--out", out, "--data", "foo://x");
  }

  @Test
  void aFileIsNoOutputDirectory() throws IOException {
    String file = Files.writeString(directory.resolve("file"), "x").toString();
    refuse(file + ": is a file; name a directory", "status", "--out", file);
    refuse(file + ": is a file; name a directory", "run", sweep().toString(), "--out", file);
  }

  private static void refuse(String message, String... arguments) {
    Console console = Console.of(arguments);
    assertThat(console.exitCode()).as("%s", List.of(arguments)).isEqualTo(2);
    assertThat(console.err())
        .as("%s", List.of(arguments))
        .startsWith("dash-sweep: ")
        .contains(message)
        .hasLineCount(1);
  }

  private Path sweep() throws IOException {
    return Files.writeString(
        directory.resolve("s.yaml"),
        "name: s\nfixed: {model: tiny, task: toy, method: head-only}\ngrid: {seed: [1, 2, 3]}\n");
  }

  private static String[] ids(Path sweep) {
    return Console.of("plan", sweep.toString(), "--json")
        .out()
        .lines()
        .filter(line -> line.contains("\"id\""))
        .map(line -> line.replaceAll(".*: \"(.*)\".*", "$1"))
        .toArray(String[]::new);
  }

  private static SortedMap<String, Object> parameters(int seed) {
    return SampleTrials.parameters("lora", "supersense", 8, seed);
  }

  private double value(String id) throws IOException {
    return ((Outcome.Succeeded) store.find(id).orElseThrow().outcome())
        .summary()
        .score()
        .primaryValue();
  }
}
