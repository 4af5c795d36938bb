package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.jobs.tables.SoftwareVersions;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportScopeTest {
  private static final Instant JANUARY = Instant.parse("2026-01-10T08:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-03-10T08:00:00Z");

  private final Path directory;
  private final ResultStore store;

  ReportScopeTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.resolve("a").toString(), new Configuration());
  }

  @Test
  void aSweepsTrialsHaveAReportOfTheirOwn() throws IOException {
    commit(store, "t1", "lora", 1, 0.70, JANUARY, "2.7.1", "model-1");
    commit(store, "t2", "lora", 2, 0.71, JANUARY, "2.7.1", "model-1");
    commit(store, "other", "lora", 3, 0.72, JANUARY, "2.7.1", "model-1");
    ReportBuilder.write(store);
    ReportBuilder.write(store, ReportScope.union().ofSweep("small", Set.of("t1", "t2")));
    assertThat(read("a/report/trials.csv")).contains("t1", "t2", "other");
    assertThat(read("a/report/small/trials.csv")).contains("t1", "t2").doesNotContain("other");
    assertThat(read("a/report/small/index.html")).contains("2 of 2 finished trials succeeded");
    assertThatThrownBy(
            () -> ReportBuilder.write(store, ReportScope.union().ofSweep("no", Set.of("x"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no finished trial");
  }

  @Test
  void whatChangedSinceADateIsWhatHasOtherValuesVersionsOrContent() throws IOException {
    commit(store, "old1", "lora", 1, 0.70, JANUARY, "2.7.1", "model-1");
    commit(store, "old2", "lora", 2, 0.71, JANUARY, "2.7.1", "model-1");
    commit(store, "gone", "lora", 3, 0.71, JANUARY, "2.7.1", "model-1");
    commit(store, "new1", "lora", 1, 0.75, MARCH, "2.7.1", "model-2");
    commit(store, "new2", "lora", 2, 0.71, MARCH, "2.8.0", "model-1");
    commit(store, "fresh", "lora-dash", 1, 0.80, MARCH, "2.8.0", "model-1");
    ReportBuilder.write(store, ReportScope.union().since(Instant.parse("2026-02-01T00:00:00Z")));
    assertThat(read("a/report/changes.csv").lines())
        .hasSize(3)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("0.7,0.75,0.05", "model model-1 → model-2", "old1")
                    .doesNotContain("PyTorch"))
        .anySatisfy(
            line -> assertThat(line).contains("0.71,0.71,0.0", "PyTorch 2.7.1 → 2.8.0", "old2"));
    assertThat(read("a/report/index.html"))
        .contains("What changed since 2026-02-01T00:00:00Z")
        .contains("2 configurations with a seed are in both, of which 1 have another value")
        .contains("1 are only in the earlier results, 1 only in the later.");
  }

  @Test
  void anUnchangedSecondRunHasNoRows() throws IOException {
    ResultStore second = ResultStore.open(directory.resolve("b").toString(), new Configuration());
    commit(store, "t1", "lora", 1, 0.70, JANUARY, "2.7.1", "model-1");
    commit(second, "t1", "lora", 1, 0.70, MARCH, "2.7.1", "model-1");
    ReportBuilder.write(second, ReportScope.union().against("january", store.rows()));
    assertThat(read("b/report/index.html"))
        .contains("What changed against january")
        .contains("1 configurations with a seed are in both, of which 0 have another value");
    assertThat(directory.resolve("b/report/changes.csv")).doesNotExist();
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private static void commit(
      ResultStore store,
      String id,
      String method,
      long seed,
      double value,
      Instant finished,
      String pytorch,
      String model)
      throws IOException {
    SortedMap<String, Object> parameters = SampleTrials.parameters(method, "supersense", 8, seed);
    TrialResult result = SampleTrials.result("supersense", value, 0, seed);
    store.commit(
        new TrialRow(
            id,
            "small",
            parameters,
            new Outcome.Succeeded(result.summary()),
            1,
            "worker-1",
            finished.minusSeconds(60),
            finished,
            new SoftwareVersions("17", pytorch, "4.1.0", "0.1.0"),
            model,
            "data-1",
            "rows-1",
            0.25,
            null),
        result);
  }
}
