package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** The example of people's own rows, and a regression, from sweep file to report and rescore. */
@Tag("spark")
final class OwnDataSweepTest {
  private static final Path SWEEPS = Path.of("..", "sweeps");

  private final Path directory;

  OwnDataSweepTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Copied elsewhere: its trials, and their ids, do not depend on where the file lies. */
  @Test
  void theExampleRunsUnderItsOwnNameFromAnyFolder() throws IOException {
    Logs.silence();
    Files.createDirectories(directory.resolve("sub/data"));
    Path sweep = directory.resolve("sub/own-data.yaml");
    Files.copy(SWEEPS.resolve("own-data.yaml"), sweep);
    Files.copy(SWEEPS.resolve("data/tickets.csv"), directory.resolve("sub/data/tickets.csv"));
    Path out = directory.resolve("out");
    Console run = Console.ofStandard("run", sweep.toString(), "--out", out.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("4 of 4 trials done", "tickets, macro-f1");

    ResultStore store = ResultStore.open(out.toString(), new Configuration());
    for (TrialRow row : store.rows()) {
      assertThat(row.parameter("task")).isEqualTo("tickets");
      TrialResult.Score score = ((Outcome.Succeeded) row.outcome()).summary().score();
      assertThat(score.judged())
          .isEqualTo(new TrialResult.Judged("tickets", "held-out", "macro-f1"));
      assertThat(score.primaryValue()).as("it learns").isGreaterThan(0.7);
      assertThat(store.read(Tables.EVALUATIONS, row.trialId()))
          .extracting(entry -> entry.entry().metric())
          .containsExactly("accuracy", "macro-f1", "loss");
      assertThat(store.read(Tables.PREDICTIONS, row.trialId()))
          .extracting(EntryRow::entry)
          .hasSize(55)
          .allSatisfy(
              prediction -> assertThat(prediction.label()).isIn("billing", "outage", "other"));
    }
    Console rescore = Console.ofStandard("rescore", "--out", out.toString(), "--check");
    assertThat(rescore.out()).contains("Everything comes out as it");
    assertThat(out.resolve("report/summary.md")).content().contains("tickets, macro-f1");
    assertThat(out.resolve("report/trials.md")).content().doesNotContain("task-description");
    assertThat(Console.ofStandard("status", "--out", out.toString()).exitCode()).isZero();
    assertThat(
            Console.ofStandard(
                    "run", SWEEPS.resolve("own-data.yaml").toString(), "--out", out.toString())
                .out())
        .as("from its first place")
        .startsWith("Nothing to run: all 4 trials of sweep own-data are done");

    Files.writeString(
        directory.resolve("sub/data/tickets.csv"),
        Files.readString(SWEEPS.resolve("data/tickets.csv")) + "New,A new row,other\n");
    assertThat(Console.ofStandard("plan", sweep.toString(), "--out", out.toString()).out())
        .as("its rows have changed")
        .contains("done   0", "to do  4");
  }

  @Test
  void aRegressionIsJudgedByItsErrorOfWhichLessIsBetter() throws IOException {
    Logs.silence();
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 32; i++) {
      rows.append("{\"review\": \"")
          .append(i % 2 == 0 ? "a lovely place, number " : "never again, number ")
          .append(i)
          .append("\", \"stars\": ")
          .append(i % 2 == 0 ? 0.9 : 0.1)
          .append("}\n");
    }
    Files.writeString(directory.resolve("reviews.jsonl"), rows);
    Path sweep = directory.resolve("stars.yaml");
    Files.writeString(
        sweep,
        """
        name: stars
        tasks:
          stars: {train: reviews.jsonl, hold-out: 0.3, text: review, label: stars,
            metrics: [mse, pearson]}
        fixed: {model: minilm, task: stars, method: lora, rank: 2, batch-size: 8, max-length: 16,
          optimizer-steps: 8, evaluate-every: 2}
        grid: {learning-rate: [1e-5, 5e-3]}
        """);
    Path out = directory.resolve("out");
    Console run =
        Console.ofStandard(
            "run", sweep.toString(), "--out", out.toString(), "--keep-adapters", "best");
    assertThat(run.exitCode()).isZero();
    ResultStore store = ResultStore.open(out.toString(), new Configuration());
    List<TrialRow> trials =
        store.rows().stream()
            .sorted((a, b) -> Double.compare(score(a).primaryValue(), score(b).primaryValue()))
            .toList();
    assertThat(trials).hasSize(2);
    assertThat(trials.get(0).parameter("learning-rate")).isEqualTo("0.005");
    for (TrialRow row : trials) {
      List<Double> errors =
          store.read(Tables.EVALUATIONS, row.trialId()).stream()
              .map(EntryRow::entry)
              .filter(evaluation -> evaluation.metric().equals("mse"))
              .map(TrialResult.Evaluation::value)
              .toList();
      assertThat(errors).hasSize(4);
      assertThat(score(row).bestValue())
          .isEqualTo(errors.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
      assertThat(row.floor())
          .as("the error of the mean of the training labels")
          .isBetween(0.1, 0.2);
    }
    try (var kept = Files.list(out.resolve("adapters"))) {
      assertThat(kept.map(path -> path.getFileName().toString()))
          .as("the adapter of the smaller error")
          .containsExactly(trials.get(0).trialId());
    }
    Console rescore = Console.ofStandard("rescore", "--out", out.toString(), "--check");
    assertThat(rescore.out()).contains("Everything comes out as it");
  }

  private static TrialResult.Score score(TrialRow row) {
    return ((Outcome.Succeeded) row.outcome()).summary().score();
  }
}
