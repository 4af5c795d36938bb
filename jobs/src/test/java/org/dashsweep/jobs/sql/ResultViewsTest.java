package org.dashsweep.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dashsweep.jobs.report.Summary;
import org.dashsweep.jobs.tables.AttemptRow;
import org.dashsweep.jobs.tables.AttemptStore;
import org.dashsweep.jobs.tables.EventRow;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.RungRow;
import org.dashsweep.jobs.tables.RungStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.jobs.tables.TableCompaction;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
final class ResultViewsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

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
    new TableCompaction(store, Duration.ofDays(1), 10, Clock.systemUTC()).run();
    commit("t3", "lora-dash", 0.8);
    store.commit(failed("f1"), null);
    // A failure that the trial's success has not yet removed.
    store.commit(failed("x"), null);
    Files.copy(
        directory.resolve("trials/x.failed.parquet"),
        directory.resolve("trials/t3.failed.parquet"));

    try (SparkSession spark = session()) {
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
    assertThat(Summary.of(store.snapshot()).lines())
        .containsExactly(
            List.of("mean", "supersense, accuracy"),
            List.of("lora, rank 8", "0.6000 ± 0.1414 (2)"),
            List.of("lora-dash, rank 8", "0.8000 (1)"));
  }

  @Test
  void aQueryLosesNoRowWithoutSayingSo() throws IOException {
    commit("t1", "lora", 0.5);
    new TableCompaction(store, Duration.ofDays(1), 10, Clock.systemUTC()).run();
    commit("t2", "lora", 0.7);
    store.commit(failed("f1"), null);
    attempt("f1", AttemptRow.Ending.FAILED);
    attempt("running", null);
    new RungStore(store).write("f1", List.of(rung("f1", 10)));
    new EventStore(store).write("run", 0, List.of(event("t1")));

    try (SparkSession spark = session()) {
      ResultViews.register(spark, directory.toString());
      // A later compaction deletes what this view does not need, and trials go on.
      Files.delete(directory.resolve("trials/t1.parquet"));
      commit("f1", "lora", 0.9);
      attempt("f1", AttemptRow.Ending.SUCCEEDED);
      new RungStore(store).write("f1", List.of(rung("f1", 10), rung("f1", 20)));
      assertThat(rows(spark, "SELECT trial_id, status FROM trials ORDER BY trial_id"))
          .containsExactly("[f1,FAILED]", "[t1,SUCCEEDED]", "[t2,SUCCEEDED]");
      assertThat(rows(spark, "SELECT trial_id, ending FROM attempts ORDER BY trial_id"))
          .containsExactly("[f1,FAILED]", "[running,null]");
      assertThat(rows(spark, "SELECT trial_id, step FROM rungs")).containsExactly("[f1,10]");
      assertThat(rows(spark, "SELECT trial_id, kind FROM events")).containsExactly("[t1,STARTED]");

      Files.delete(directory.resolve("trials/t2.parquet"));
      assertThatThrownBy(() -> rows(spark, "SELECT * FROM trials")).hasMessageContaining("t2");

      ResultViews.register(spark, directory.toString());
      assertThat(rows(spark, "SELECT trial_id, status FROM trials ORDER BY trial_id"))
          .containsExactly("[f1,SUCCEEDED]", "[t1,SUCCEEDED]");
      assertThat(rows(spark, "SELECT step FROM rungs ORDER BY step"))
          .containsExactly("[10]", "[20]");
    }
  }

  @Test
  void nothingDamagedIsQueriedAndNoCopyCounts() throws IOException {
    commit("t1", "lora", 0.5);
    new TableCompaction(store, Duration.ofDays(1), 10, Clock.systemUTC()).run();
    commit("t2", "lora", 0.7);
    attempt("t3", null);
    for (String table : List.of("trials", "steps", "attempts")) {
      try (Stream<Path> files = Files.list(directory.resolve(table))) {
        for (Path file : files.toList()) {
          Files.copy(file, Path.of(file.toString().replace(".parquet", " (1).parquet")));
        }
      }
    }
    Path steps = directory.resolve("steps/t2.parquet");
    byte[] bytes = Files.readAllBytes(steps);
    try (SparkSession spark = session()) {
      ResultViews.register(spark, directory.toString());
      assertThat(rows(spark, "SELECT trial_id FROM trials ORDER BY 1"))
          .containsExactly("[t1]", "[t2]");
      assertThat(rows(spark, "SELECT trial_id, count(*) FROM steps GROUP BY 1 ORDER BY 1"))
          .containsExactly("[t1,120]", "[t2,120]");
      assertThat(rows(spark, "SELECT count(*) FROM attempts")).containsExactly("[1]");

      // After it was registered, by Spark itself.
      flip(steps, bytes, bytes.length / 4);
      assertThatThrownBy(() -> rows(spark, "SELECT sum(loss), sum(seconds) FROM steps"))
          .hasStackTraceContaining("t2.parquet")
          .hasStackTraceContaining("CRC");
      for (int place : List.of(10, bytes.length / 4, bytes.length - 100)) {
        flip(steps, bytes, place);
        assertThatThrownBy(() -> ResultViews.register(spark, directory.toString()))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("steps/t2.parquet is damaged");
      }
    }
  }

  private static void flip(Path file, byte[] whole, int place) throws IOException {
    byte[] flipped = whole.clone();
    flipped[place] ^= 1;
    Files.write(file, flipped);
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate();
  }

  private void attempt(String id, AttemptRow.@Nullable Ending ending) throws IOException {
    AttemptRow row =
        new AttemptRow(
            id,
            1,
            new AttemptRow.Place("local-1", "driver", "worker-1", 4711, "cpu"),
            0,
            null,
            NOON,
            ending == null ? null : new AttemptRow.End(NOON, ending, null, null));
    new AttemptStore(store).write(id, List.of(row));
  }

  private static RungRow rung(String id, int step) {
    return new RungRow(id, "rule", step, "loss", 0.5, true, NOON);
  }

  private static EventRow event(String id) {
    return new EventRow(
        "run",
        id,
        NOON,
        EventRow.Kind.STARTED,
        "worker-1",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
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

  private static org.dashsweep.jobs.tables.TrialRow failed(String id) {
    return SampleTrials.failed(
        id, SampleTrials.parameters("lora", "supersense", 8, 1), FailureClass.INTERNAL, "x");
  }
}
