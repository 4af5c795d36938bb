package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commonsense experiment from the sweep file to the report, on what comes with the program. */
@Tag("spark")
final class CommonsenseSweepTest {
  private static final Path SWEEP = Path.of("..", "sweeps", "commonsense-tiny.yaml");

  /** Some numbers to measure against, as a sweep file would name them. */
  private static final String PUBLISHED =
      """
      title: Nothing that was ever published
      unit: percent
      columns: [{title: BoolQ, dataset: boolq, metric: accuracy, examples: 3270}]
      models: {Tiny: [tiny-llama]}
      rows: [{model: Tiny, method: lora-dash, rank: 4, values: [50], source: nowhere}]
      """;

  @Test
  void theTinySweepRunsFromItsFileToItsReport(@TempDir Path directory) throws IOException {
    Logs.silence();
    Path sweep = directory.resolve("commonsense-tiny.yaml");
    Files.writeString(directory.resolve("numbers.yaml"), PUBLISHED);
    Files.writeString(sweep, "published: numbers.yaml\n" + Files.readString(SWEEP));
    Path out = directory.resolve("out");
    Console run =
        Console.ofStandard(
            "run", sweep.toString(), "--out", out.toString(), "--master", "local[2]");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("3 of 3 trials done", "commonsense, accuracy", "lowest validation loss");

    ResultStore store = ResultStore.open(out.toString(), new Configuration());
    List<TrialRow> rows = store.rows();
    assertThat(rows)
        .extracting(row -> row.parameter("method"))
        .containsExactlyInAnyOrder("lora", "lora-dash", "dora");
    for (TrialRow row : rows) {
      assertThat(row.parameter("experiment")).isEqualTo("commonsense");
      assertThat(row.floor()).isBetween(0.2, 0.8);
      List<TrialResult.Prediction> predictions =
          store.read(Tables.PREDICTIONS, row.trialId()).stream().map(EntryRow::entry).toList();
      assertThat(predictions).hasSize(2 * 8 * 6);
      List<TrialResult.Prediction> generated = by("generation", predictions);
      assertThat(generated)
          .hasSize(8 * 6)
          .allSatisfy(prediction -> assertThat(prediction.text()).isNotNull());
      // The average over the sets, which have as many questions each.
      double accuracy = accuracy(generated);
      List<TrialResult.Prediction> likely = by("likelihood", predictions);
      assertThat(likely)
          .hasSize(8 * 6)
          .allSatisfy(prediction -> assertThat(prediction.text()).isNull())
          .allSatisfy(prediction -> assertThat(prediction.logits()).hasSizeBetween(2, 5));
      assertThat(store.read(Tables.EVALUATIONS, row.trialId()))
          .extracting(EntryRow::entry)
          .filteredOn(evaluation -> evaluation.metric().equals("accuracy-by-likelihood"))
          .hasSize(8 + 1)
          .filteredOn(evaluation -> evaluation.dataset().equals("commonsense-average"))
          .singleElement()
          .satisfies(
              evaluation ->
                  assertThat(evaluation.value()).isCloseTo(accuracy(likely), within(1e-12)));
      Outcome.Succeeded outcome = (Outcome.Succeeded) row.outcome();
      assertThat(outcome.summary().score().primaryValue()).isEqualTo(accuracy);
      assertThat(row.software().djlVersion()).as("what computed it was asked").isNotNull();
      assertThat(store.read(Tables.DIRECTIONS, row.trialId()).isEmpty())
          .isNotEqualTo("lora-dash".equals(row.parameter("method")));
    }

    Console rescore = Console.ofStandard("rescore", "--out", out.toString(), "--check");
    assertThat(rescore.out()).contains("3 trials with predictions", "Everything comes out as it");
    assertThat(rescore.exitCode()).isZero();

    Path report = out.resolve("report");
    assertThat(report.resolve("by-data-set.md"))
        .content()
        .contains("| boolq | piqa |", "| commonsense | lora-dash | 4 |");
    assertThat(report.resolve("data.md"))
        .content()
        .as("each question counts once, however many scorers answer it")
        .contains("| boolq, test | 6 |");
    assertThat(report.resolve("published.md")).content().contains("| nowhere | 50.00 |");
    assertThat(report.resolve("index.html"))
        .content()
        .contains("Measured against published", "BoolQ was measured on 6 examples");
    assertThat(Console.ofStandard("run", sweep.toString(), "--out", out.toString()).out())
        .startsWith("Nothing to run: all 3 trials of sweep commonsense-tiny are done");
    for (TrialRow row : rows) {
      assertThatItIsExported(row.trialId(), out, directory);
    }
  }

  private static void assertThatItIsExported(String id, Path out, Path directory) {
    Path adapter = directory.resolve("adapter-" + id);
    Console export =
        Console.ofStandard(
            "export", id.substring(0, 8), "--from", out.toString(), "--out", adapter.toString());
    assertThat(export.err()).isEmpty();
    assertThat(export.exitCode()).isZero();
    assertThat(export.out()).startsWith("Adapter of trial " + id + " in " + adapter);
    assertThat(adapter.resolve("adapter_config.json")).content().contains("\"CAUSAL_LM\"");
    assertThat(adapter.resolve("adapter_model.safetensors")).isNotEmptyFile();
    assertThat(adapter.resolve("dash_sweep.json")).content().contains(id);

    Path merged = directory.resolve("merged-" + id);
    Console whole =
        Console.ofStandard(
            "export", id, "--from", out.toString(), "--out", merged.toString(), "--merged");
    assertThat(whole.err()).isEmpty();
    assertThat(whole.exitCode()).isZero();
    assertThat(merged)
        .isDirectoryContaining("glob:**/config.json")
        .isDirectoryContaining("glob:**/model.safetensors")
        .isDirectoryContaining("glob:**/tokenizer.json");
  }

  private static List<TrialResult.Prediction> by(
      String scorer, List<TrialResult.Prediction> predictions) {
    return predictions.stream().filter(row -> scorer.equals(row.scorer())).toList();
  }

  private static double accuracy(List<TrialResult.Prediction> predictions) {
    return predictions.stream()
        .collect(Collectors.averagingDouble(row -> Boolean.TRUE.equals(row.correct()) ? 1 : 0));
  }

  @Test
  void thePapersCellsAreShownWithoutItsModels(@TempDir Path directory) {
    Console plan =
        Console.ofStandard(
            "plan",
            "../sweeps/paper/commonsense-llama-7b.yaml",
            "--models",
            directory.toString(),
            "--data",
            directory.toString());
    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(plan.out())
        .contains("cells  60", "60 cells cannot run here:")
        .contains("model: yahma/llama-7b-hf: ", directory + "/models--yahma--llama-7b-hf/snapshots")
        .contains("data: commonsense: ", directory + "/commonsense")
        .contains("15 cells  lora-dash: ")
        .contains("30 cells  lora: learning-rate ", "rank 4, 8, 16, 32, 64; seed 1, 2, 3");
  }
}
