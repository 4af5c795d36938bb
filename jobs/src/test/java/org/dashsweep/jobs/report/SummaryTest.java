package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.grouping.Grouping;
import org.dashsweep.jobs.grouping.ReportedIdentity;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.jobs.tables.TrialRowEssence;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.ScheduleParameters;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.catalogue.Experiments;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Means in a run's table, a summary and a report: trials that share one, and remarks on it. */
final class SummaryTest {
  private static final String RULE = "asha accuracy maximize first-rung 10 reduction-factor 2";

  @Test
  void twoLearningRatesAreTwoRows() {
    List<TrialRow> rows = new ArrayList<>();
    for (double rate : List.of(1e-3, 4e-3)) {
      for (int seed = 1; seed <= 2; seed++) {
        rows.add(trial("lora", seed, rate == 1e-3 ? 0.38 : -0.09, Map.of("learning-rate", rate)));
      }
    }
    assertThat(Summary.of(rows).lines())
        .containsExactly(
            List.of("mean", "supersense, accuracy"),
            List.of("lora, rank 8, learning-rate 0.001", "0.3800 ± 0.0000 (2)"),
            List.of("lora, rank 8, learning-rate 0.004", "−0.0900 ± 0.0000 (2)"));
  }

  @Test
  void aRateThatDiffersBetweenMethodsIsShownAndWhatFollowsFromOthersIsNot() {
    assertThat(
            Summary.of(
                    List.of(
                        trial("lora", 1, 0.5, Map.of("learning-rate", 3e-4)),
                        trial("lora", 1, 0.5, Map.of("rank", 4L, "alpha", 8.0)),
                        trial("lora-dash", 1, 0.6, Map.of("learning-rate", 5e-4))))
                .lines())
        .extracting(line -> line.get(0))
        .containsExactly(
            "mean",
            "lora, rank 4, learning-rate 0.002",
            "lora, rank 8, learning-rate 0.0003",
            "lora-dash, rank 8, learning-rate 0.0005");
  }

  /** The paper's sweep: LoRA at two rates, LoRA-Dash at one, means of three seeds each. */
  @Test
  void thePapersSweepMixesNoRates() throws IOException {
    Path file = Path.of("..", "sweeps", "paper", "commonsense-llama-7b.yaml");
    List<TrialRow> rows = new ArrayList<>();
    for (TrialConfig config :
        SweepSpecification.parse(
                file.toString(), Files.readString(file), Experiments.searchSpaces())
            .expand()) {
      double value = config.get(ScheduleParameters.LEARNING_RATE) == 3e-4 ? 0.1 : 0.9;
      rows.add(row("t" + rows.size(), new TreeMap<>(config.values()), value));
    }
    Summary summary = Summary.of(rows);
    assertThat(summary.lines()).hasSize(1 + 4 * 5);
    assertThat(summary.lines().get(0)).containsExactly("mean", "commonsense, accuracy");
    assertThat(summary.lines())
        .contains(
            List.of("lora, rank 4, learning-rate 0.0003", "0.1000 ± 0.0000 (3)"),
            List.of("lora, rank 4, learning-rate 0.0005", "0.9000 ± 0.0000 (3)"),
            List.of("dora, rank 32, learning-rate 0.0001", "0.9000 ± 0.0000 (3)"))
        .anySatisfy(
            line -> assertThat(line.get(0)).isEqualTo("lora, rank 64, learning-rate 0.00009"));
  }

  @Test
  void whatAnIdDoesNotCoverSeparatesNothing() {
    List<TrialRow> rows = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      SortedMap<String, Object> parameters = SampleTrials.parameters("lora", "none", 8, seed);
      parameters.remove("task");
      parameters.put("experiment", "commonsense");
      parameters.put("evaluation-batch-size", 64L * seed);
      parameters.put("activation-checkpointing", seed == 1);
      rows.add(row("t" + seed, parameters, 0.5));
    }
    assertThat(Summary.of(rows).lines()).contains(List.of("lora, rank 8", "0.5000 ± 0.0000 (2)"));
  }

  @Test
  void otherQuestionsAreAnotherColumn() {
    TrialRow old = trial("lora", 1, 0.5, Map.of());
    TrialRow again = trial("lora", 2, 0.7, Map.of());
    String data = old.dataFingerprint();
    assertThat(
            Summary.of(
                    List.of(
                        SampleTrials.withData(old, data, "aaaaaaaa0"),
                        SampleTrials.withData(again, "other", "aaaaabbb1")))
                .lines())
        .containsExactly(
            List.of(
                "mean", "supersense, accuracy (rows aaaaaa)", "supersense, accuracy (rows aaaaab)"),
            List.of("lora, rank 8", "0.5000 (1)", "0.7000 (1)"));
    assertThat(
            Summary.of(
                    List.of(
                        SampleTrials.withData(old, "aaaaaaaa0", null),
                        SampleTrials.withData(again, "bbbbbbbb1", null)))
                .lines()
                .get(0))
        .as("rows that do not say what they were evaluated on are apart where any data differs")
        .containsExactly(
            "mean", "supersense, accuracy (data aaaaaa)", "supersense, accuracy (data bbbbbb)");
  }

  @Test
  void columnsAreNamedByHowTheirRowsWereChosen() {
    TrialRow all = trial("lora", 1, 0.5, Map.of("data-sets", List.of("boolq", "piqa")));
    TrialRow some =
        trial("lora", 1, 0.6, Map.of("data-sets", List.of("boolq"), "evaluation-rows", 100L));
    TrialRow fewer =
        trial("lora", 1, 0.7, Map.of("data-sets", List.of("boolq"), "evaluation-rows", 10L));
    assertThat(
            Summary.of(
                    List.of(
                        SampleTrials.withData(all, "d", "r1"),
                        SampleTrials.withData(some, "d", "r2"),
                        SampleTrials.withData(fewer, "d", "r3")))
                .lines())
        .containsExactly(
            List.of(
                "mean",
                "supersense, accuracy (data-sets boolq, evaluation-rows 10)",
                "supersense, accuracy (data-sets boolq, evaluation-rows 100)",
                "supersense, accuracy (data-sets boolq, piqa, all evaluation-rows)"),
            List.of("lora, rank 8", "0.7000 (1)", "0.6000 (1)", "0.5000 (1)"));
  }

  @Test
  void otherTrainingRowsAreAnotherConfiguration() {
    TrialRow old = trial("lora", 1, 0.5, Map.of());
    TrialRow again = trial("lora", 2, 0.7, Map.of());
    String rows = old.evaluationFingerprint();
    assertThat(
            Summary.of(
                    List.of(
                        SampleTrials.withData(old, "sha256:aaaa", rows),
                        SampleTrials.withData(again, "sha256:bbbb", rows)))
                .lines())
        .containsExactly(
            List.of("mean", "supersense, accuracy"),
            List.of("lora, rank 8, data content aaaa", "0.5000 (1)"),
            List.of("lora, rank 8, data content bbbb", "0.7000 (1)"));
  }

  @Test
  void survivorsAndVersionsAreMarkedAtTheMean() {
    TrialRow first = SampleTrials.withExploration(trial("lora", 1, 0.5, Map.of()), RULE);
    TrialRow second = SampleTrials.withProgram(trial("lora", 2, 0.7, Map.of()), "0.2.0");
    TrialRow stopped =
        trial("lora", 3, 0.1, Map.of()).withOutcome(new Outcome.Stopped(10, "accuracy", 0.1, RULE));
    Summary all = Summary.of(List.of(first, second, stopped));
    assertThat(all.lines())
        .contains(List.of("lora, rank 8", "0.6000 ± 0.1414 (2; survivors, 2 versions)"));
    assertThat(all.notes())
        .containsExactly(
            "survivors: trials that explore let finish, chosen by accuracy on the very rows that"
                + " are reported, which flatters their means.",
            "versions: the trials of such a mean ran under several versions of Dash Sweep: 0.1.0,"
                + " 0.2.0.");
    assertThat(Summary.of(List.of(first)).lines())
        .as("where no trial was stopped, none has survived")
        .contains(List.of("lora, rank 8", "0.5000 (1)"));
  }

  /**
   * Random settings, contents and seeds: whatever shares a configuration has all but its seed in
   * common.
   */
  @Test
  void noMeanMixesConfigurations() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      ReportedIdentity.Maker maker = new ReportedIdentity.Maker();
      Set<ReportedIdentity> identities = new HashSet<>();
      for (int i = 0; i < 12; i++) {
        identities.add(maker.of(TrialRowEssence.of(random(random))));
      }
      Grouping grouping = Grouping.of(identities);
      Map<List<Object>, ReportedIdentity> cells = new HashMap<>();
      for (ReportedIdentity identity : identities) {
        assertThat(
                cells.put(
                    List.of(grouping.configuration(identity).label(), grouping.column(identity)),
                    identity))
            .isNull();
      }
    }
  }

  private static TrialRow random(Random random) {
    String method = List.of("lora", "lora-dash", "head-only").get(random.nextInt(3));
    long rank = 1L << random.nextInt(3);
    SortedMap<String, Object> parameters =
        SampleTrials.parameters(method, random.nextBoolean() ? "rte" : "sst-2", rank, 1);
    parameters.put("learning-rate", 1e-3 * (1 + random.nextInt(2)));
    if (random.nextInt(3) == 0) {
      parameters.put("initial-adapter", "other");
    }
    if (random.nextInt(3) == 0) {
      parameters.put("alpha", 16.0);
    }
    if (method.equals("lora-dash")) {
      parameters.put("launch-step", 10L * (1 + random.nextInt(2)));
    }
    TrialRow row = row("t", parameters, 0.5);
    return SampleTrials.withData(
        row,
        "data" + random.nextInt(2),
        random.nextInt(4) == 0 ? null : "rows" + random.nextInt(2));
  }

  /** Means of one directory, as the three commands print them. */
  @Test
  void runSummaryAndReportAgree(@TempDir Path directory) throws IOException {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    Random random = new Random(3);
    for (int i = 0; i < 24; i++) {
      SortedMap<String, Object> parameters =
          SampleTrials.parameters(
              i % 2 == 0 ? "lora" : "lora-dash", i % 4 < 2 ? "supersense" : "hypernymy", 8, i / 8);
      parameters.put("learning-rate", i % 8 < 4 ? 1e-3 : 4e-3);
      TrialResult result =
          SampleTrials.result(
              String.valueOf(parameters.get("task")), random.nextDouble(), i % 2, i);
      TrialRow row = SampleTrials.succeeded("t" + i, parameters, result);
      store.commit(i % 5 == 0 ? SampleTrials.withProgram(row, "0.2.0") : row, result);
    }
    Summary ofStore = Summary.of(store.snapshot());
    assertThat(Summary.of(store.rows())).isEqualTo(ofStore);
    ReportBuilder.write(store);
    String table = Files.readString(directory.resolve("report/summary.csv"));
    assertThat(ofStore.lines()).hasSize(5);
    for (List<String> line : ofStore.lines().subList(1, 5)) {
      String[] label = line.get(0).split(", (rank|learning-rate) ", -1);
      String[] reported =
          table
              .lines()
              .filter(row -> row.startsWith(String.join(",", label[0], label[1], label[2]) + ","))
              .findFirst()
              .orElseThrow()
              .split(",", -1);
      for (int column = 0; column < 2; column++) {
        double mean = Double.parseDouble(reported[3 + 3 * column]);
        double spread = Double.parseDouble(reported[4 + 3 * column]);
        String versions = line.get(column + 1).contains("2 versions") ? "; 2 versions" : "";
        assertThat(line.get(column + 1))
            .isEqualTo(
                "%s ± %s (%s%s)"
                    .formatted(
                        ReportTable.decimal(mean, 4),
                        ReportTable.decimal(spread, 4),
                        reported[5 + 3 * column],
                        versions));
      }
    }
    assertThat(table).contains("supersense, accuracy: 2 versions");
    assertThat(Files.readString(directory.resolve("report/summary.md")))
        .contains("; 2 versions)", "versions: the trials of such a mean ran under several");
  }

  private static TrialRow trial(
      String method, int seed, double value, Map<String, Object> changed) {
    SortedMap<String, Object> parameters = SampleTrials.parameters(method, "supersense", 8, seed);
    parameters.putAll(changed);
    return row("t" + seed, parameters, value);
  }

  private static TrialRow row(String id, SortedMap<String, Object> parameters, double value) {
    @Nullable Object task = parameters.get("task");
    return SampleTrials.succeeded(
        id, parameters, SampleTrials.result(String.valueOf(task), value, 0, 1));
  }
}
