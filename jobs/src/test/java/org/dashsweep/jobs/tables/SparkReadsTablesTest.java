package org.dashsweep.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkReadsTablesTest {
  @Test
  void everyTableReadsWithItsSchemaAndHasItInItsFiles(@TempDir Path directory) throws Exception {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    TrialResult result =
        SampleTrials.recorded(SampleTrials.result("supersense", 0.78, 16, 1))
            .withImages(
                List.of(
                    new TrialResult.Image(
                        "toy",
                        "a toy",
                        0,
                        0,
                        7,
                        "images/a1/000-000.png",
                        0.5,
                        0.6,
                        null,
                        List.of())));
    TrialRow row =
        SampleTrials.succeeded(
            "a1", SampleTrials.parameters("lora-dash", "supersense", 8, 1), result);
    store.commit(row, result);
    TrialResult floor = SampleTrials.result("supersense", 0.61, 0, 2);
    store.commit(
        SampleTrials.succeeded(
            "b2", SampleTrials.parameters("head-only", "supersense", 0, 1), floor),
        floor);
    store.commit(
        SampleTrials.failed(
            "c3",
            SampleTrials.parameters("lora", "supersense", 8, 1),
            FailureClass.DIVERGED,
            "loss is NaN"),
        null);

    new AttemptStore(store)
        .write(
            "a1",
            List.of(
                new AttemptRow(
                    "a1",
                    1,
                    new AttemptRow.Place("local-1", "driver", "worker-1", 4711, "cpu"),
                    20,
                    null,
                    row.startedAt(),
                    null)));

    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .getOrCreate()) {
      for (TableSchema<?> table : Tables.ALL) {
        String path = store.directory(table).toString();
        // What Spark finds in the files is what the schema declares.
        assertThat(spark.read().parquet(path).schema().asNullable())
            .isEqualTo(table.structType().asNullable());
        assertThat(spark.read().schema(table.structType()).parquet(path).count())
            .as(table.name())
            .isPositive();
      }

      Dataset<Row> trials =
          spark
              .read()
              .schema(Tables.TRIALS.structType())
              .parquet(store.directory(Tables.TRIALS).toString())
              .orderBy("trial_id");
      List<Row> rows = trials.collectAsList();
      assertThat(rows).hasSize(3);
      Row first = rows.get(0);
      assertThat(first.<Long>getAs("rank")).isEqualTo(8L);
      assertThat(first.<Double>getAs("alpha")).isEqualTo(16.0);
      assertThat(first.<java.time.Instant>getAs("started_at")).isEqualTo(row.startedAt());
      assertThat(first.getList(first.fieldIndex("target_modules")))
          .isEqualTo(List.of("query", "value"));
      assertThat(rows.get(1).<Object>getAs("rank")).isNull();
      assertThat(rows.get(2).<String>getAs("failure_message")).isEqualTo("loss is NaN");
      assertThat(rows.get(2).<Object>getAs("primary_value")).isNull();

      Row steps =
          spark
              .read()
              .schema(Tables.STEPS.structType())
              .parquet(store.directory(Tables.STEPS).toString())
              .where("trial_id = 'a1'")
              .agg(functions.count("step"), functions.sum("loss"))
              .head();
      assertThat(steps.getLong(0)).isEqualTo(result.steps().size());
      assertThat(steps.getDouble(1))
          .isCloseTo(
              result.steps().stream().mapToDouble(TrialResult.Step::loss).sum(),
              org.assertj.core.data.Offset.offset(1e-9));
    }
  }
}
