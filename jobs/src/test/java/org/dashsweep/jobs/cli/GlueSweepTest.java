package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

/** GLUE from its own files and a DeBERTaV3 as it is published, to tables, report and adapters. */
@Tag("spark")
final class GlueSweepTest {
  private static final String SWEEP =
      """
      name: glue-tiny
      fixed:
        model: microsoft/deberta-v3-tiny
        data: glue
        method: lora-dash
        rank: 2
        directions: 2
        launch-step: 3
        pooling: first
        max-length: 24
        batch-size: 4
        epochs: 2
        evaluate-every-epochs: 1
        learning-rate: 1e-2
        classifier-dropout: 0
        hidden-dropout: 0
        attention-dropout: 0
      grid:
        task: [cola, sts-b, mnli]
        position-adapters: [keys-only, both]
      """;

  private final Path directory;
  private final Path models;

  GlueSweepTest(@TempDir Path directory) {
    this.directory = directory;
    this.models = directory.resolve("models");
  }

  @Test
  void aTinyDebertaRunsClassesScoresAndTwoEvaluationSets() throws IOException {
    Logs.silence();
    TinyGlue.writeModel(models.resolve("microsoft/deberta-v3-tiny"));
    TinyGlue.writeData(directory.resolve("glue"));
    Path sweep = Files.writeString(directory.resolve("glue-tiny.yaml"), SWEEP);
    Path out = directory.resolve("out");
    Console run = run(sweep, out);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("6 of 6 trials done", "cola, matthews", "sts-b, correlation");

    ResultStore store = ResultStore.open(out.toString(), new Configuration());
    List<TrialRow> rows = store.rows();
    assertThat(rows).hasSize(6);
    for (TrialRow row : rows) {
      assertThatLastAndBestAreKept(row, evaluations(store, row));
    }
    assertMetrics(store, row(rows, "cola", "both"), "dev", "matthews", "accuracy", "loss");
    assertMetrics(store, row(rows, "sts-b", "both"), "dev", "correlation", "pearson", "spearman");
    assertMetrics(store, row(rows, "mnli", "both"), "dev-matched", "accuracy", "macro-f1");
    assertMetrics(store, row(rows, "mnli", "both"), "dev-mismatched", "accuracy", "macro-f1");
    assertThat(predictions(store, row(rows, "mnli", "both")))
        .extracting(TrialResult.Prediction::split)
        .hasSize(2 * TinyGlue.DEV_ROWS)
        .containsOnly("dev-matched", "dev-mismatched");
    assertThat(predictions(store, row(rows, "sts-b", "both")))
        .allSatisfy(prediction -> assertThat(prediction.correct()).isNull());
    for (String task : List.of("cola", "sts-b", "mnli")) {
      assertThatTheReadingsPartWithTheFirstUpdate(
          store, row(rows, task, "keys-only"), row(rows, task, "both"));
    }
    assertThat(out.resolve("report/by-data-set.md"))
        .content()
        .contains("| mnli, dev-matched | mnli, dev-mismatched |");
    assertThat(run(sweep, out).out())
        .startsWith("Nothing to run: all 6 trials of sweep glue-tiny are done");
    assertThatOneMatrixForBothReadingsIsExported(rows, out);
  }

  private static void assertThatLastAndBestAreKept(
      TrialRow row, List<TrialResult.Evaluation> evaluations) {
    Outcome.Succeeded outcome = (Outcome.Succeeded) row.outcome();
    List<TrialResult.Evaluation> judged =
        evaluations.stream()
            .filter(
                evaluation -> evaluation.metric().equals(outcome.summary().score().primaryMetric()))
            .filter(evaluation -> !evaluation.split().equals("dev-mismatched"))
            .toList();
    assertThat(judged).extracting(TrialResult.Evaluation::step).containsExactly(3, 6);
    assertThat(outcome.summary().score().primaryValue()).isEqualTo(judged.get(1).value());
    TrialResult.Evaluation best =
        judged.stream()
            .filter(evaluation -> evaluation.step() == outcome.summary().score().bestStep())
            .findFirst()
            .orElseThrow();
    assertThat(outcome.summary().score().bestValue()).isEqualTo(best.value());
    assertThat(judged)
        .noneMatch(evaluation -> evaluation.value() > outcome.summary().score().bestValue());
    // Two blocks of six adapted layers; a pooler and a classifier that are both new.
    assertThat(outcome.summary().cost().adapterParameters())
        .isEqualTo(2 * (2 * (4 * 32 + 2 * 40) + 6 * 2));
    int labels = labels(Objects.requireNonNull(row.parameter("task")));
    assertThat(outcome.summary().cost().headParameters())
        .isEqualTo(16 * 16 + 16 + labels * 16L + labels);
  }

  private static int labels(String task) {
    return switch (task) {
      case "mnli" -> 3;
      case "sts-b" -> 1;
      default -> 2;
    };
  }

  /** With B = 0 there is nothing to bypass. */
  private static void assertThatTheReadingsPartWithTheFirstUpdate(
      ResultStore store, TrialRow keysOnly, TrialRow both) throws IOException {
    List<Double> first = losses(store, keysOnly);
    List<Double> second = losses(store, both);
    assertThat(first).hasSize(6);
    assertThat(first.get(0)).isCloseTo(second.get(0), within(1e-6));
    assertThat(first.subList(1, 6)).isNotEqualTo(second.subList(1, 6));
    assertThat(store.read(Tables.DIRECTIONS, keysOnly.trialId())).hasSize(12 * 2);
  }

  private void assertThatOneMatrixForBothReadingsIsExported(List<TrialRow> rows, Path out) {
    Path merged = directory.resolve("merged");
    String keysOnly = row(rows, "cola", "keys-only").trialId();
    Console refused = export(keysOnly, out, merged, "--merged", "--models", models.toString());
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err())
        .contains(
            "TRIAL %s cannot be merged: it was trained with position-adapters keys-only"
                .formatted(keysOnly));
    assertThat(merged).doesNotExist();
    Console adapter = export(keysOnly, out, directory.resolve("adapter"));
    assertThat(adapter.exitCode()).isZero();
    assertThat(adapter.out()).contains("PEFT projects the queries of relative positions");
    String both = row(rows, "sts-b", "both").trialId();
    Console whole = export(both, out, merged, "--merged", "--models", models.toString());
    assertThat(whole.err()).isEmpty();
    assertThat(whole.exitCode()).isZero();
    assertThat(merged)
        .isDirectoryContaining("glob:**/model.safetensors")
        .isDirectoryContaining("glob:**/spm.model");
    assertThat(merged.resolve("config.json")).content().contains("regression");
  }

  private Console run(Path sweep, Path out) {
    return Console.ofStandard(
        "run",
        sweep.toString(),
        "--out",
        out.toString(),
        "--keep-adapters",
        "all",
        "--models",
        models.toString(),
        "--data",
        directory.toString(),
        "--master",
        "local[2]");
  }

  private Console export(String trial, Path from, Path to, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("export", trial, "--from", from.toString(), "--out", to.toString()));
    arguments.addAll(List.of(more));
    return Console.ofStandard(arguments.toArray(String[]::new));
  }

  private static TrialRow row(List<TrialRow> rows, String task, String positionAdapters) {
    return rows.stream()
        .filter(row -> task.equals(row.parameter("task")))
        .filter(row -> positionAdapters.equals(row.parameter("position-adapters")))
        .findFirst()
        .orElseThrow();
  }

  private static void assertMetrics(
      ResultStore store, TrialRow row, String split, String... metrics) throws IOException {
    assertThat(evaluations(store, row))
        .filteredOn(evaluation -> evaluation.split().equals(split) && evaluation.step() == 6)
        .allSatisfy(evaluation -> assertThat(evaluation.examples()).isEqualTo(TinyGlue.DEV_ROWS))
        .extracting(TrialResult.Evaluation::metric)
        .contains(metrics);
  }

  private static List<TrialResult.Evaluation> evaluations(ResultStore store, TrialRow row)
      throws IOException {
    return store.read(Tables.EVALUATIONS, row.trialId()).stream().map(EntryRow::entry).toList();
  }

  private static List<TrialResult.Prediction> predictions(ResultStore store, TrialRow row)
      throws IOException {
    return store.read(Tables.PREDICTIONS, row.trialId()).stream().map(EntryRow::entry).toList();
  }

  private static List<Double> losses(ResultStore store, TrialRow row) throws IOException {
    return store.read(Tables.STEPS, row.trialId()).stream()
        .map(entry -> entry.entry().loss())
        .toList();
  }
}
