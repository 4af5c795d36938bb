package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded directions against those of full fine-tuning, by scores that are counted by hand. */
final class DirectionsCommandTest {
  private static final int DIRECTIONS = 384;

  private final String out;
  private final ResultStore store;

  DirectionsCommandTest(@TempDir Path directory) throws IOException {
    this.out = directory.resolve("out").toString();
    this.store = ResultStore.open(out, new Configuration());
  }

  @BeforeEach
  void silence() {
    Logs.silence();
  }

  /** The better of two full fine-tunings is the truth; another task has none. */
  private void commitAll() throws IOException {
    SortedMap<String, Object> slower = full();
    slower.put("learning-rate", 1e-5);
    commit("f0", slower, 0.5, rate(40, 100, 116));
    commit("f1", full(), 0.8, rate(20, 200, 216), rate(40, 0, 16));
    commit(
        "l1",
        SampleTrials.parameters("lora", "supersense", 8, 1),
        0.7,
        rate(20, List.of(0, 1, 2, 16, 17, 18, 19, 20)),
        rate(40, 0, 16));
    commit("l2", SampleTrials.parameters("lora", "supersense", 8, 2), 0.7, rate(40, 8, 24));
    commit(
        "l3",
        SampleTrials.parameters("lora", "hypernymy", 8, 1),
        0.7,
        rate(40, List.of(0, 1, 2, 3, 8, 9, 20, 21)));
  }

  private static SortedMap<String, Object> full() {
    SortedMap<String, Object> parameters = SampleTrials.parameters("full", "supersense", 8, 1);
    parameters.remove("rank");
    return parameters;
  }

  @Test
  void scoresAreMeansOverMatricesBesideThoseOfChance() throws IOException {
    commitAll();
    Console console = Console.of("directions", "--out", out, "--json");
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isZero();
    JsonNode analysis = Json.MAPPER.readTree(console.out());
    assertThat(analysis.get("trials").asInt()).isEqualTo(5);
    assertThat(analysis.get("truths").toString()).isEqualTo("{\"l1\":\"f1\",\"l2\":\"f1\"}");
    assertThat(analysis.get("withoutTruth").toString()).isEqualTo("[\"l3\"]");
    assertThat(analysis.get("byRank")).hasSize(1);
    // The true ones are the largest 16 singular values here.
    assertThat(analysis.get("byRank").get(0).get("smallestAccuracy").asDouble()).isZero();
    // Recall 1 and 0, accuracy 1 and 1.
    assertCapture(analysis.get("byRank").get(0), 2, 0.5, 0.5, 1);
    assertCapture(analysis.get("byLayer").get(0), 2, 0.5, 0.5, 1);
    assertThat(analysis.get("byModule").get(0).get("group").asText())
        .isEqualTo("attention.self.query");
    assertThat(analysis.get("byUpdate")).hasSize(2);
    // Three of the true four, and three of eight among the true sixteen.
    assertCapture(analysis.get("byUpdate").get(0), 1, 0.75, 0, 3 / 8.0);
    assertCapture(analysis.get("byUpdate").get(1), 2, 0.5, 0.5, 1);
    assertOverlap(analysis.get("betweenSeeds"), "supersense", 1, 0);
    // Four with one seed, two with the other.
    assertOverlap(analysis.get("betweenTasks"), "hypernymy and supersense", 2, 3);
  }

  private static void assertCapture(
      JsonNode capture, int matrices, double recall, double strict, double accuracy) {
    assertThat(capture.get("method").asText()).isEqualTo("lora");
    assertThat(capture.get("rank").asText()).isEqualTo("8");
    assertThat(capture.get("matrices").asInt()).isEqualTo(matrices);
    assertThat(capture.get("recall").asDouble()).isCloseTo(recall, within(1e-12));
    assertThat(capture.get("strictRecall").asDouble()).isCloseTo(strict, within(1e-12));
    assertThat(capture.get("accuracy").asDouble()).isCloseTo(accuracy, within(1e-12));
    assertThat(capture.get("randomRecall").asDouble()).isCloseTo(8.0 / DIRECTIONS, within(1e-12));
    assertThat(capture.get("randomAccuracy").asDouble())
        .isCloseTo(16.0 / DIRECTIONS, within(1e-12));
  }

  private static void assertOverlap(JsonNode overlaps, String tasks, int pairs, double shared) {
    assertThat(overlaps).hasSize(1);
    assertThat(overlaps.get(0).get("tasks").asText()).isEqualTo(tasks);
    assertThat(overlaps.get(0).get("pairs").asInt()).isEqualTo(pairs);
    assertThat(overlaps.get(0).get("shared").asDouble()).isCloseTo(shared, within(1e-12));
    assertThat(overlaps.get(0).get("random").asDouble())
        .isCloseTo(64.0 / DIRECTIONS, within(1e-12));
  }

  /** 8 of the 16 true ones are those of the 8 smallest of 384 singular values. */
  @Test
  void theSmallestSingularValuesAreAChoiceOfTheirOwn() throws IOException {
    commit("f1", full(), 0.8, rate(40, 368, 384));
    commit("l1", SampleTrials.parameters("lora", "supersense", 8, 1), 0.7, rate(40, 0, 16));
    JsonNode capture =
        Json.MAPPER
            .readTree(Console.of("directions", "--out", out, "--json").out())
            .get("byRank")
            .get(0);
    assertThat(capture.get("smallestAccuracy").asDouble()).isEqualTo(1);
    // The true top 4 are 368 to 371.
    assertThat(capture.get("smallestRecall").asDouble()).isZero();
    assertThat(capture.get("accuracy").asDouble()).isZero();
  }

  @Test
  void tablesAreText() throws IOException {
    commitAll();
    assertThat(Console.of("directions", "--out", out).out())
        .contains("By rank, after the last update\n")
        .contains("50.0 %   2.1 %    0.0 %")
        .contains("By update\n")
        .contains("Overlap between tasks, of 8\n")
        .contains("Without full fine-tuning of the same model, task and rows: l3\n");
  }

  @Test
  void theReportHasTablesAndCurvesOfThem() throws IOException {
    commitAll();
    assertThat(Console.of("report", "--out", out).exitCode()).isZero();
    Path report = Path.of(out, "report");
    assertThat(Files.readString(report.resolve("capture.csv")))
        .contains(",supersense,lora,8,50.0,", ",2\r\n");
    // Directions 0 to 15 of 384, and 100 to 115: places of the top 8 from 0 to 7 and 100 to 107.
    assertThat(Files.readString(report.resolve("direction-places.csv")))
        .contains(",supersense,full,,", ",supersense,lora,8,");
    assertThat(Files.readString(report.resolve("capture-map.csv")))
        .contains("attention.self.query,100.0");
    assertThat(Files.readString(report.resolve("overlap-tasks.csv"))).contains(",3.0,");
    assertThat(Files.readString(report.resolve("overlap-matrix.csv")))
        .contains("\"supersense, lora, rank 8, seed 1\"");
    assertThat(Files.readString(report.resolve("index.html")))
        .contains("id=\"change-rates\"", "class=\"n s5\"", "\"kind\":\"HEAT_MAP\"", "LOGARITHMIC");
  }

  @Test
  void withoutRecordsTheRemedyIsNamed() throws IOException {
    commit("l1", SampleTrials.parameters("lora", "supersense", 8, 1), 0.7);
    Console console = Console.of("directions", "--out", out);
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("run a sweep with record-change-rates-every");
  }

  private void commit(
      String id,
      SortedMap<String, Object> parameters,
      double value,
      TrialResult.ChangeRate... rates)
      throws IOException {
    TrialResult plain = SampleTrials.result(String.valueOf(parameters.get("task")), value, 0, 1);
    TrialResult result =
        new TrialResult(
            plain.summary(),
            plain.steps(),
            plain.evaluations(),
            plain.predictions(),
            plain.directions(),
            List.of(rates));
    store.commit(SampleTrials.succeeded(id, parameters, result), result);
  }

  private static TrialResult.ChangeRate rate(int step, int first, int end) {
    return rate(step, IntStream.range(first, end).boxed().toList());
  }

  private static TrialResult.ChangeRate rate(int step, List<Integer> top) {
    List<Float> values = top.stream().map(index -> 1f / (1 + top.indexOf(index))).toList();
    return new TrialResult.ChangeRate(
        step,
        0,
        "attention.self.query",
        DIRECTIONS,
        0.1,
        0.05,
        1,
        38.4,
        top,
        values,
        values,
        List.of(0.01f, 0.02f, 0.4f),
        List.of(0.3f, 1f),
        List.of(1f, 0.5f, 0.25f));
  }
}
