package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measured against published, where a trial evaluates several data sets and where it has one. */
final class PublishedTableTest {
  private static final String MODEL = "all-MiniLM-L6-v2";

  private final Path directory;
  private final ResultStore store;

  PublishedTableTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @Test
  void trialsOfSeveralDataSetsAreComparedOnEachAndOnAverage() throws IOException {
    publish(
        """
        columns: [{title: A, dataset: a, metric: accuracy, examples: 40}, {title: B, dataset: b, metric: accuracy, examples: 50}]
        rows:
          - {model: Mini, method: lora, rank: 8, values: [60, 80.5], average: 70.3, source: table 1, suspect: copied}
          - {model: Mini, method: lora, rank: 8, values: [null, 70], source: readme}
          - {model: Mini, method: dora, rank: 8, values: [1, 2], average: 1.5, source: table 1}
        """);
    commit("t1", "both", 1, 120, List.of(evaluation("a", 0.5), evaluation("b", 0.8)));
    commit("t2", "both", 2, 120, List.of(evaluation("a", 0.7), evaluation("b", 0.9)));
    ReportBuilder.write(store);
    assertThat(read("published.md"))
        .contains(
            "| model | method | rank | what | A | B | average | remark |",
            "lora | 8 | measured | 60.00 ± 14.14 (2) | 85.00 ± 7.07 (2) | 72.50 ± 10.61 (2) |",
            "lora | 8 | table 1 ⚠ | 60.00 | 80.50 | 70.30 | copied |",
            "lora | 8 | difference | +0.00 | +4.50 | +2.20 |  |",
            "lora | 8 | readme | – | 70.00 | – |  |",
            "lora | 8 | difference | – | +15.00 | – |  |")
        .doesNotContain("dora");
    assertThat(read("published.csv")).contains("measured,60.0,14.14", ",t1 t2\r\n");
    assertThat(read("by-data-set.md")).contains("| both | lora | 8 | 0.600 ± 0.141 (2) |");
    assertThat(read("index.html"))
        .contains(
            "Measured against published",
            "⚠ Mini lora, rank 8 (table 1): copied.",
            "B was measured on 40 examples and published on 50.")
        .doesNotContain("A was measured");
  }

  @Test
  void trialsOfOneDataSetEachAreJoinedBySeed() throws IOException {
    publish(
        """
        columns: [{title: A, dataset: a, metric: accuracy}, {title: B, dataset: b, metric: accuracy, split: matched}]
        rows: [{model: Mini, method: lora, rank: 8, values: [60, 80], average: 70, source: table 1}]
        """);
    commit("a1", "a", 1, 120, List.of(evaluation("a", 0.4, 60), evaluation("a", 0.5, 120)));
    commit("a2", "a", 2, 120, List.of(evaluation("a", 0.6)));
    commit("b1", "b", 1, 120, List.of(split("b", "matched", 0.9), split("b", "other", 0.1)));
    ReportBuilder.write(store);
    assertThat(read("published.md"))
        .as("the last evaluation counts, and seed 1 alone has both")
        .contains("| measured | 55.00 ± 7.07 (2) | 90.00 (1) | 70.00 (1) |")
        .contains("| difference | −5.00 | +10.00 | +0.00 |");
  }

  @Test
  void anEarlierEvaluationThatWasBetterHasItsOwnRow() throws IOException {
    publish(
        """
        columns: [{title: A, dataset: a, metric: accuracy}]
        rows: [{model: Mini, method: lora, rank: 8, values: [60], average: 60, source: table 1}]
        """);
    commit("a1", "a", 1, 120, List.of(evaluation("a", 0.65, 60), evaluation("a", 0.5, 120)));
    ReportBuilder.write(store);
    assertThat(read("published.md"))
        .contains("| measured | 50.00 (1) | 50.00 (1) |")
        .contains("| difference | −10.00 | −10.00 |")
        .contains("| measured, best evaluation | 65.00 (1) | 65.00 (1) | chosen on the examples")
        .contains("| difference, best evaluation | +5.00 | +5.00 |");
  }

  /** Answers are of an earlier state than the last validation if the best state is kept. */
  @Test
  void dataSetsAreThoseOfTheEvaluatedState() throws IOException {
    commit(
        "t1",
        "both",
        1,
        120,
        List.of(
            evaluation("a", 0.5, 60),
            evaluation("b", 0.8, 60),
            new TrialResult.Evaluation("train", "validation", "loss", 0.9, 5, 120)));
    ReportBuilder.write(store);
    assertThat(read("by-data-set.md"))
        .contains(
            "| data set | method | rank | a | b |", "| both | lora | 8 | 0.500 (1) | 0.800 (1) |");
  }

  /** Seeds on other rows of a data set have rows of their own, and no common average. */
  @Test
  void measuredRowsAreOfOneSetOfQuestionsEach() throws IOException {
    publish(
        """
        columns: [{title: A, dataset: a, metric: accuracy}]
        rows: [{model: Mini, method: lora, rank: 8, values: [60], average: 60, source: table 1}]
        """);
    for (int seed = 1; seed <= 2; seed++) {
      SortedMap<String, Object> parameters = SampleTrials.parameters("lora", "a", 8, seed);
      TrialResult result = result("a", seed, 120, List.of(evaluation("a", 0.3 * seed)));
      store.commit(
          SampleTrials.withData(
              SampleTrials.succeeded("a" + seed, parameters, result), "d" + seed, "rows" + seed),
          result);
    }
    ReportBuilder.write(store);
    assertThat(read("published.md"))
        .contains("| measured (rows rows1) | 30.00 (1) |", "| measured (rows rows2) | 60.00 (1) |");
    assertThat(read("summary.md"))
        .contains("a, accuracy (rows rows1) | a, accuracy (rows rows2) |");
    assertThat(read("index.html"))
        .contains(
            "a: trials were evaluated on different rows, which stand in columns of their own");
  }

  @Test
  void numbersOfOtherModelsAreNotShown() throws IOException {
    publish(
        """
        columns: [{title: A, dataset: a, metric: accuracy}]
        rows: [{model: Huge, method: lora, rank: 8, values: [60], source: table 1}]
        """);
    commit("a1", "a", 1, 120, List.of(evaluation("a", 0.5)));
    ReportBuilder.write(store);
    assertThat(directory.resolve("report/published.md")).doesNotExist();
    assertThat(read("index.html")).doesNotContain("Measured against published");
  }

  private void publish(String columnsAndRows) throws IOException {
    ReportBuilder.keepPublished(
        store,
        "small",
        "title: Numbers\nunit: percent\nmodels: {Mini: [%s]}\n".formatted(MODEL) + columnsAndRows);
  }

  private void commit(
      String id, String task, long seed, int steps, List<TrialResult.Evaluation> evaluations)
      throws IOException {
    TrialResult result = result(task, seed, steps, evaluations);
    store.commit(
        SampleTrials.succeeded(id, SampleTrials.parameters("lora", task, 8, seed), result), result);
  }

  private static TrialResult result(
      String task, long seed, int steps, List<TrialResult.Evaluation> evaluations) {
    TrialResult sample = SampleTrials.result(task, 0.5, 0, seed);
    return new TrialResult(
        sample.summary(),
        sample.steps().subList(0, steps),
        evaluations,
        sample.predictions(),
        List.of());
  }

  private static TrialResult.Evaluation evaluation(String dataset, double value) {
    return evaluation(dataset, value, 120);
  }

  private static TrialResult.Evaluation evaluation(String dataset, double value, int step) {
    return new TrialResult.Evaluation(dataset, "test", "accuracy", value, 40, step);
  }

  private static TrialResult.Evaluation split(String dataset, String split, double value) {
    return new TrialResult.Evaluation(dataset, split, "accuracy", value, 40, 120);
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve("report").resolve(file));
  }
}
