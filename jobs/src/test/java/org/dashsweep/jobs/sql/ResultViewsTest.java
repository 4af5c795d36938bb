package org.dashsweep.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dashsweep.jobs.report.SummaryQuery;
import org.dashsweep.jobs.table.Compaction;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.SampleTrials;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
final class ResultViewsTest {
  private final Path directory;
  private final ResultStore store;

  ResultViewsTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @Test
  void everyRowIsThereOnceWhateverIsCompacted() throws IOException {
    commit("t1", "lora", 0.5);
    commit("t2", "lora", 0.7);
    new Compaction(store, Duration.ofDays(1), 10, Clock.systemUTC()).run();
    commit("t3", "lora-dash", 0.8);
    store.commit(failed("f1"), null);
    // A failure that the trial's success has not yet removed.
    store.commit(failed("x"), null);
    Files.copy(
        directory.resolve("trials/x.failed.parquet"),
        directory.resolve("trials/t3.failed.parquet"));

    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate()) {
      ResultViews.register(spark, directory.toString());
      assertThat(rows(spark, "SELECT trial_id, status FROM trials ORDER BY trial_id"))
          .containsExactly(
              "[f1,FAILED]", "[t1,SUCCEEDED]", "[t2,SUCCEEDED]", "[t3,SUCCEEDED]", "[x,FAILED]");
      assertThat(rows(spark, "SELECT trial_id, count(*) FROM steps GROUP BY 1 ORDER BY 1"))
          .containsExactly("[t1,120]", "[t2,120]", "[t3,120]");
      assertThat(rows(spark, "SELECT count(*) FROM attempts")).containsExactly("[0]");
      assertThat(
              rows(
                  spark,
                  "SELECT method, rank, count(*), round(avg(primary_value), 6) FROM trials"
                      + " WHERE status = 'SUCCEEDED' GROUP BY 1, 2 ORDER BY 1, 2"))
          .containsExactly("[lora,8,2,0.6]", "[lora-dash,8,1,0.8]");
    }
    assertThat(SummaryQuery.of(store.snapshot()).lines())
        .containsExactly(
            List.of("mean", "supersense accuracy"),
            List.of("lora, rank 8", "0.6000 ± 0.1414 (2)"),
            List.of("lora-dash, rank 8", "0.8000 (1)"));
  }

  private static List<String> rows(SparkSession spark, String query) {
    return spark.sql(query).collectAsList().stream().map(Row::toString).toList();
  }

  private void commit(String id, String method, double value) throws IOException {
    TrialResult result = SampleTrials.result("supersense", value, 0, 1);
    store.commit(
        SampleTrials.succeeded(id, SampleTrials.parameters(method, "supersense", 8, 1), result),
        result);
  }

  private static org.dashsweep.jobs.table.TrialRow failed(String id) {
    return SampleTrials.failed(
        id, SampleTrials.parameters("lora", "supersense", 8, 1), FailureClass.INTERNAL, "x");
  }
}
