package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.analysis.AnalysisTrials;
import org.dashsweep.jobs.sql.ResultViews;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.FailureClass;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code analyse} on a small store, its tables and its complaints. */
@Tag("spark")
final class AnalyseCommandTest {
  private final String out;
  private final ResultStore store;

  AnalyseCommandTest(@TempDir Path directory) throws IOException {
    this.out = directory.resolve("out").toString();
    this.store = ResultStore.open(out, new Configuration());
  }

  @BeforeEach
  void silence() {
    Logs.silence();
  }

  @Test
  void aFullGridIsExplainedAndKept() throws IOException {
    AnalysisTrials.commit(store, "grid.csv");
    store.commit(
        SampleTrials.failed(
            "f1",
            SampleTrials.parameters("lora", "supersense", 8, 1),
            FailureClass.DIVERGED,
            "loss is NaN"),
        null);
    Console console = Console.of("analyse", "--out", out, "--metric", "accuracy");
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isZero();
    assertThat(console.out().lines().toList())
        .startsWith("supersense, accuracy (evaluation)")
        .anyMatch(line -> line.matches("  R² 0[.][89]\\d\\d, 95 % from 0[.]\\d{3} to .*"))
        .contains(
            "  54 trials; method, learning-rate, rank: a full grid of 18 combinations, 3 trials"
                + " each, so that shares are exact.")
        .anyMatch(line -> line.matches("    rank +0[.]714 +< 0[.]001"))
        .anyMatch(line -> line.matches("    method × rank +0[.]215 +< 0[.]001"))
        .anyMatch(line -> line.matches("    seed +0[.]029"))
        .contains(
            "  For accuracy, rank matters most (71 % of the variance), and works together with method.",
            "Left out: 1 trial that failed or stopped early. Settings that make trials fail look"
                + " better than they are.");

    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      ResultViews.register(spark, out);
      assertThat(
              rows(
                  spark,
                  "SELECT setting, round(importance, 3) FROM importance"
                      + " WHERE source = 'EXACT' AND part = 'SETTING' ORDER BY importance DESC"))
          .containsExactly("[rank,0.714]", "[learning-rate,0.029]", "[method,0.0]");
      assertThat(
              rows(
                  spark,
                  "SELECT method, baseline, seeds FROM verdicts WHERE settings IS NULL"
                      + " AND metric = 'accuracy'"))
          .isNotEmpty();
      // Any reader of Parquet sees the same.
      assertThat(spark.read().parquet(out + "/analysis/importance").count())
          .isEqualTo(spark.table("importance").count());
    }
  }

  @Test
  void jsonHasTheTables() throws IOException {
    AnalysisTrials.commit(store, "grid.csv");
    Console console =
        Console.of("analyse", "--out", out, "--json", "--master", "local[1]", "--metric", "loss");
    assertThat(console.err()).isEmpty();
    JsonNode analysis = Json.MAPPER.readTree(console.out());
    assertThat(analysis.get("surrogates")).hasSize(1);
    assertThat(analysis.get("surrogates").get(0).get("analysed").get("metric").asText())
        .isEqualTo("loss");
    assertThat(analysis.get("importance").size()).isGreaterThanOrEqualTo(8);
  }

  @Test
  void badUsageIsRefused() throws IOException {
    assertRefused("there is no such directory", "analyse", "--out", out);
    store.commit(
        SampleTrials.failed(
            "f1",
            SampleTrials.parameters("lora", "supersense", 8, 1),
            FailureClass.DIVERGED,
            "loss is NaN"),
        null);
    assertRefused("no trial there has succeeded", "analyse", "--out", out);
    AnalysisTrials.commit(store, "grid.csv");
    assertRefused(
        "--metric f1: no trial has this metric; there are accuracy, loss",
        "analyse",
        "--out",
        out,
        "--metric",
        "f1");
    assertRefused(
        "--margin 0.0: must be more than 0, such as 0.01",
        "analyse",
        "--out",
        out,
        "--margin",
        "0");
    assertRefused(
        "spark.driver.memory", "analyse", "--out", out, "--conf", "spark.driver.memory=2g");
  }

  private static void assertRefused(String message, String... arguments) {
    Console console = Console.of(arguments);
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains(message);
    assertThat(console.out()).isEmpty();
  }

  private static List<String> rows(SparkSession spark, String query) {
    return spark.sql(query).collectAsList().stream().map(Row::toString).toList();
  }
}
