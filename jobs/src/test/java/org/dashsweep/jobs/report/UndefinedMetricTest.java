package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials whose metric has no value, as the correlation of constant predictions. */
final class UndefinedMetricTest {
  private final Path directory;

  UndefinedMetricTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void noValueIsNeverBetter() {
    for (ReportedMetric metric :
        List.of(new ReportedMetric("pearson"), new ReportedMetric("loss"))) {
      assertThat(metric.isBetter(Double.NaN, 0.1)).isFalse();
      assertThat(metric.isBetter(0.1, Double.NaN)).isTrue();
      assertThat(metric.isBetter(Double.NaN, Double.NaN)).isFalse();
    }
  }

  @Test
  void aDifferenceWithoutValueSaysSo() {
    ReportedSample sample = ReportedSample.of(List.of(0.1, Double.NaN, 0.2));
    assertThat(sample.interval(0.95)).isEmpty();
    assertThat(PairedDifferences.reading(sample, new ReportedMetric("pearson"), Methods.SUBJECT))
        .startsWith("undefined");
  }

  @Test
  void equalMeansShareTheFirstPlace() throws IOException {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    commit(store, "lora", 1, 0.7);
    commit(store, "lora-dash", 1, 0.7001);
    ReportBuilder.write(store);
    assertThat(read("index.html"))
        .contains("the best mean accuracy is 0.700, of lora-dash")
        .containsPattern("0[.]700, of lora-dash[^.]* and 1 other [(]");
  }

  @Test
  void aConfigurationWithoutMeanIsNotTheBest() throws IOException {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    for (int seed = 1; seed <= 3; seed++) {
      commit(store, "lora", seed, seed == 1 ? Double.NaN : 0.8);
      commit(store, "lora-dash", seed, 0.6 + 0.01 * seed);
    }
    ReportBuilder.write(store);
    assertThat(read("summary.md").lines())
        .anySatisfy(
            line -> assertThat(line).contains("lora ", "undefined (3)").doesNotContain("**"))
        .anySatisfy(line -> assertThat(line).contains("lora-dash", "**0.620"));
    assertThat(read("differences.csv"))
        .contains("undefined: a trial's metric has no value")
        .doesNotContain("is better");
    assertThat(read("index.html")).contains("the best mean accuracy is 0.620, of lora-dash");
  }

  @Test
  void theFloorOfACorrelationIsUndefined() throws IOException {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    TrialResult result = SampleTrials.result("sts-b", 0.4, 0, 1);
    store.commit(
        SampleTrials.withFloor(
            SampleTrials.succeeded("t1", SampleTrials.parameters("lora", "sts-b", 8, 1), result),
            Double.NaN),
        result);
    ReportBuilder.write(store);
    assertThat(read("summary.md")).contains("| constant answer | – | undefined |");
    assertThat(read("summary.csv")).contains("constant answer,,NaN,,");
    assertThat(read("index.html")).doesNotContain("not better than a constant answer");
  }

  @Test
  void tablesThatThereAreNoMoreLeaveNoFiles() throws IOException {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    commit(store, "lora", 1, 0.8);
    Files.createDirectories(directory.resolve("report"));
    for (String name : List.of("changes.csv", "failures.md", "published-2.tex", "mine.csv")) {
      Files.writeString(directory.resolve("report").resolve(name), "");
    }
    ReportBuilder.write(store);
    assertThat(directory.resolve("report"))
        .isDirectoryContaining("glob:**/mine.csv")
        .isDirectoryContaining("glob:**/summary.csv")
        .isDirectoryNotContaining("glob:**/{changes,failures,published-2}.*");
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve("report").resolve(name));
  }

  private static void commit(ResultStore store, String method, int seed, double value)
      throws IOException {
    TrialResult result =
        SampleTrials.scored(SampleTrials.result("supersense", 0.7, 0, seed), value, 120);
    store.commit(
        SampleTrials.succeeded(
            method + "-" + seed, SampleTrials.parameters(method, "supersense", 8, seed), result),
        result);
  }
}
