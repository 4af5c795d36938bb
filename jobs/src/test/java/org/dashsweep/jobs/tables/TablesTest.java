package org.dashsweep.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The columns of tables, which users' queries name. */
final class TablesTest {
  /**
   * {@code ?} marks a column that may be null. Where one without it comes or goes, {@link
   * TableSeal} needs another format, so that files of before are told from damaged ones.
   */
  private static final Map<TableSchema<?>, String> COLUMNS =
      Map.of(
          Tables.EVALUATIONS,
          "trial_id dataset split metric value examples step",
          Tables.STEPS,
          "trial_id step loss learning_rate gradient_norm tokens seconds",
          Tables.PREDICTIONS,
          "trial_id dataset split scorer? example_id label prediction text? logits correct?",
          Tables.DIRECTIONS,
          "trial_id layer module index sigma change_rate delta_sigma",
          Tables.CHANGE_RATES,
          "trial_id step layer module directions mean_rate median_rate max_rate total_rate"
              + " top_index top_rate top_sigma rate_by_index rate_of_last rate_by_size",
          Tables.IMAGES,
          "trial_id subject prompt prompt_index image_index noise_seed path dino? clip_i? clip_t?"
              + " flags",
          Tables.RUNGS,
          "trial_id rule step metric value goes_on judged_at",
          Tables.EVENTS,
          "run trial_id at kind host? phase? step? total_steps? loss? tokens_per_second?"
              + " resident_bytes? evaluated? to_evaluate? metric? value? message?",
          Tables.ATTEMPTS,
          "trial_id attempt application executor host process_id device from_update?"
              + " micro_batch_size? started_at ended_at? ending? failure_class? message?");

  private static final String BEHIND_THE_PARAMETERS =
      "config status failure_class? failure_message? stopped_step? stopped_metric? stopped_value?"
          + " stopped_by? primary_metric? primary_dataset? primary_split? primary_value?"
          + " best_value? best_step? evaluated_step? evaluated_state? launched?"
          + " adapter_parameters? head_parameters? train_seconds? evaluation_seconds?"
          + " train_tokens? peak_memory_bytes? unmoved_tensors? device? threads? attempts host started_at finished_at"
          + " java_version pytorch_version spark_version dash_sweep_version djl_version?"
          + " gpu_models? model_fingerprint data_fingerprint evaluation_fingerprint? floor?"
          + " explored_by?";

  @Test
  void columnsKeepTheirNamesTheirOrderAndWhetherTheyMayBeNull() {
    COLUMNS.forEach((table, columns) -> assertThat(columns(table)).isEqualTo(columns));
    assertThat(columns(Tables.TRIALS))
        .startsWith("trial_id sweep ")
        .contains(" learning_rate? ", " target_modules? ")
        .endsWith(" " + BEHIND_THE_PARAMETERS);
  }

  @Test
  void whateverASummaryMeasuresIsAColumnOfItsTrial() {
    List<String> columns = List.of(Tables.TRIALS.structType().fieldNames());
    for (Class<?> part :
        List.of(TrialResult.Score.class, TrialResult.Cost.class, TrialResult.Computing.class)) {
      assertThat(columns)
          .containsSequence(
              Arrays.stream(part.getRecordComponents())
                  .map(RecordComponent::getName)
                  .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT))
                  .toList());
    }
    assertThat(Stream.of(TrialResult.Summary.class.getRecordComponents()))
        .extracting(RecordComponent::getName)
        .containsExactly("score", "evaluated", "cost", "computing");
  }

  @Test
  void aComponentMoreIsAColumnMoreThatIsWrittenAndRead(@TempDir Path directory) throws IOException {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    TableSchema<More> table = TableSchema.of("more", More.class);
    List<More> rows =
        List.of(
            new More("a", new Part(Kind.SOME, List.of("x", "y")), -1L), new More("b", null, null));
    org.apache.hadoop.fs.Path file = store.path("more/a.parquet");
    store.writer().write(file, table, rows);
    assertThat(columns(table)).isEqualTo("trial_id some_kind? texts? more_bytes?");
    assertThat(
            ParquetTableFile.read(
                new TableFile(file, new TableFile.OfAnybody()), store.configuration(), table))
        .isEqualTo(rows);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, store.configuration()))) {
      assertThat(reader.getFileMetaData().getSchema()).isEqualTo(table.messageType());
    }
  }

  @Test
  void aComponentThatNoColumnHoldsIsRefused() {
    record Odd(String trialId, StringBuilder text) {}
    assertThatThrownBy(() -> TableSchema.of("odd", Odd.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no column holds values of class java.lang.StringBuilder");
  }

  private enum Kind {
    SOME
  }

  private record Part(Kind someKind, List<String> texts) {}

  private record More(String trialId, @Nullable Part part, @Nullable Long moreBytes) {}

  private static String columns(TableSchema<?> table) {
    return Arrays.stream(table.structType().fields())
        .map(field -> field.name() + (field.nullable() ? "?" : ""))
        .collect(Collectors.joining(" "));
  }
}
