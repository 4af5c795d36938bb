package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportBuilderTest {
  private final Path directory;
  private final ResultStore store;

  ReportBuilderTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @Test
  void theSummaryHoldsMeansAndSpreadsOverSeeds() throws IOException {
    commit("a1", "lora", 8, 1, 0.70);
    commit("a2", "lora", 8, 2, 0.74);
    commit("b1", "lora-dash", 8, 1, 0.76);
    commit("b2", "lora-dash", 8, 2, 0.76);
    commit("c1", "head-only", 0, 1, 0.60);
    ReportBuilder.write(store);
    // 0.72 and sqrt(2 * 0.02^2 / 1), by hand.
    assertThat(read("summary.md"))
        .contains(
            "| constant answer | – | 0.250 |\n",
            "| head-only | – | 0.600 (1) |\n",
            "| lora | 8 | 0.720 ± 0.028 (2) |\n",
            "| lora-dash | 8 | **0.760 ± 0.000 (2)** |\n");
    assertThat(read("summary.csv")).contains("lora,8,0.72,0.0282842712474", ",2,a1 a2\r\n");
  }

  /** It has neither seed nor learning rate: others must not be told apart by that. */
  @Test
  void aMethodThatTrainsNothingIsTheUntunedRow() throws IOException {
    SortedMap<String, Object> parameters = SampleTrials.parameters("none", "supersense", 0, 1);
    parameters.keySet().retainAll(Set.of("experiment", "method", "model", "task"));
    TrialResult result = SampleTrials.result("supersense", 0.50, 0, 1);
    store.commit(SampleTrials.succeeded("n1", parameters, result), result);
    commit("a1", "lora", 8, 1, 0.70);
    commit("a2", "lora", 4, 1, 0.45);
    ReportBuilder.write(store);
    assertThat(read("summary.md"))
        .contains(
            "| method | rank | supersense, accuracy |\n",
            "| none (untuned) | – | 0.500 (1) |\n| lora | 4 | 0.450 (1) |\n");
    assertThat(read("index.html"))
        .contains(
            "supersense: lora, rank 4 reaches 0.450, not better than none (untuned) at 0.500.")
        .doesNotContain("none (untuned) reaches");
  }

  @Test
  void theBestEvaluationsHaveATableOfTheirOwn() throws IOException {
    commit("a1", "lora", 8, 1, 0.70);
    ReportBuilder.write(store);
    assertThat(directory.resolve("report/best.md")).doesNotExist();
    SortedMap<String, Object> parameters = SampleTrials.parameters("lora", "hypernymy", 8, 1);
    // Its accuracy was higher by 0.01 after half of the updates.
    TrialResult result = SampleTrials.result("hypernymy", 0.62, 0, 1);
    store.commit(SampleTrials.succeeded("b1", parameters, result), result);
    ReportBuilder.write(store);
    assertThat(read("summary.md")).contains("| lora | 8 | **0.620 (1)** | **0.700 (1)** |");
    assertThat(read("best.md"))
        .contains("flatters")
        .contains("| constant answer | – | 0.500 | 0.250 |")
        .contains("| lora | 8 | **0.630 (1)** | **0.700 (1)** |");
  }

  @Test
  void differencesArePairedBySeedAndAdmitHowLittleTwoPairsSay() throws IOException {
    commit("a1", "lora", 8, 1, 0.70);
    commit("a2", "lora", 8, 2, 0.74);
    commit("b1", "lora-dash", 8, 1, 0.72);
    commit("b2", "lora-dash", 8, 2, 0.77);
    commit("b3", "lora-dash", 8, 3, 0.99);
    ReportBuilder.write(store);
    // Differences 0.02 and 0.03: 0.025 ± 12.7062 * 0.005.
    assertThat(read("differences.md"))
        .contains(
            "| supersense | 8 | 0.720 | 0.745 | +0.025 ± 0.007 (2) | −0.039 … +0.089 | two pairs:"
                + " too few to tell |");
    assertThat(read("index.html"))
        .contains("it says very little", "Left out for want of a lora trial to pair with: b3.");
  }

  @Test
  void everyMethodWithABaselineHasATableOfItsOwn() throws IOException {
    for (int seed = 1; seed <= 2; seed++) {
      commit("a" + seed, "lora", 8, seed, 0.70);
      commit("b" + seed, "dora", 8, seed, 0.70 + 0.01 * seed);
    }
    ReportBuilder.write(store);
    assertThat(read("differences-dora.md"))
        .contains("dora − lora, paired", "| supersense | 8 | 0.700 | 0.715 | +0.015 ± 0.007 (2) |");
    assertThat(read("index.html"))
        .contains("<h3>DoRA against LoRA</h3>")
        .doesNotContain("LoRA-Dash against LoRA");
    assertThat(directory.resolve("report/differences.md")).doesNotExist();
  }

  /** Accuracies of 277 examples: each difference is one example, but not the same double. */
  @Test
  void equalDifferencesAreNoSignificance() throws IOException {
    int[] right = {180, 191, 187, 203, 199};
    for (int seed = 1; seed <= right.length; seed++) {
      commit("a" + seed, "lora", 8, seed, right[seed - 1] / 277.0);
      commit("b" + seed, "lora-dash", 8, seed, (right[seed - 1] + 1) / 277.0);
    }
    ReportBuilder.write(store);
    assertThat(read("differences.md"))
        .contains("+0.004 ± 0.000 (5) | – | the same difference in every pair: no interval |")
        .doesNotContain("better");
  }

  @Test
  void aTrialEvaluatedBeforeItsLaunchIsLora() throws IOException {
    commit("a1", "lora", 8, 1, 0.70);
    commit("b1", "lora-dash", 8, 1, 0.76);
    commit("b2", "lora-dash", 8, 2, 0.78);
    TrialResult launched = SampleTrials.result("supersense", 0.50, 0, 3);
    TrialRow row =
        SampleTrials.succeeded(
            "b3", SampleTrials.parameters("lora-dash", "supersense", 8, 3), launched);
    Outcome.Succeeded measured = (Outcome.Succeeded) row.outcome();
    store.commit(
        row.withOutcome(
            SampleTrials.evaluatedIn(
                measured,
                new EvaluatedState(
                    20, EvaluatedState.Choice.LOWEST_VALIDATION_LOSS, DirectionLaunch.AHEAD))),
        launched);
    ReportBuilder.write(store);
    assertThat(read("summary.md"))
        .contains(
            "| lora-dash | 8 | **0.770 ± 0.014 (2)** |",
            "| lora-dash before its launch (LoRA) | 8 | 0.500 (1) |",
            "Some trials were evaluated in the state of the lowest validation loss, of update 20");
    assertThat(read("cost.md")).contains("| lora-dash before its launch (LoRA) | 8 | 73,728 |");
    assertThat(read("differences.csv")).doesNotContain("b3");
    assertThat(read("trials.csv"))
        .contains("SUCCEEDED,20,lowest validation loss before its launch (LoRA)")
        .contains("SUCCEEDED,120,last");
    assertThat(read("index.html"))
        .contains(
            "1 LoRA-Dash trials were evaluated before its launch (LoRA)",
            "not known to be after the launch: b3.");
    assertThat(Summary.of(store.rows()).lines())
        .contains(
            List.of("lora-dash, rank 8", "0.7700 ± 0.0141 (2)"),
            List.of("lora-dash before its launch (LoRA), rank 8", "0.5000 (1)"));
  }

  @Test
  void tensorsThatNeverChangedAreNamedWithTheirTrials() throws IOException {
    commit("a1", "lora", 8, 1, 0.70);
    for (int seed = 1; seed <= 2; seed++) {
      TrialResult result =
          SampleTrials.unmoved(
              SampleTrials.result("supersense", 0.5, 0, seed), "0.query.lora_B, 1.query.lora_B");
      store.commit(
          SampleTrials.succeeded(
              "d" + seed, SampleTrials.parameters("dora", "supersense", 8, seed), result),
          result);
    }
    ReportBuilder.write(store);
    assertThat(read("index.html"))
        .contains(
            "2 dora trials have trainable tensors that never changed"
                + " (0.query.lora_B, 1.query.lora_B): d1, d2.")
        .doesNotContain("lora trial has trainable tensors");
    String note =
        "2 trials have trainable tensors that never changed: see unmoved_tensors in table trials.";
    assertThat(Summary.of(store.rows()).notes()).contains(note);
    assertThat(Summary.of(store.snapshot()).notes()).contains(note);
  }

  @Test
  void onePairHasNoInterval() throws IOException {
    commit("a1", "lora", 8, 1, 0.70);
    commit("b1", "lora-dash", 8, 1, 0.68);
    ReportBuilder.write(store);
    assertThat(read("differences.md"))
        .contains("| 0.700 | 0.680 | −0.020 (1) | – | one pair: no interval |");
  }

  @Test
  void trialsThatDifferInAnotherParameterAreNeitherAveragedNorPaired() throws IOException {
    for (double rate : List.of(1e-3, 4e-3)) {
      SortedMap<String, Object> parameters = SampleTrials.parameters("lora", "supersense", 8, 1);
      parameters.put("learning-rate", rate);
      TrialResult result = SampleTrials.result("supersense", 0.7 + 10 * rate, 0, 1);
      store.commit(SampleTrials.succeeded("a" + (rate > 2e-3 ? 2 : 1), parameters, result), result);
    }
    SortedMap<String, Object> parameters = SampleTrials.parameters("lora-dash", "supersense", 8, 1);
    parameters.put("learning-rate", 4e-3);
    TrialResult result = SampleTrials.result("supersense", 0.75, 8, 1);
    store.commit(SampleTrials.succeeded("b1", parameters, result), result);
    ReportBuilder.write(store);
    assertThat(read("summary.md"))
        .contains("| lora | 8 | 0.001 | 0.710 (1) |", "| lora | 8 | 0.004 | 0.740 (1) |");
    assertThat(read("differences.csv"))
        .contains("supersense,8,0.004,0.74,0.75,")
        .endsWith(",b1 a2\r\n")
        .hasLineCount(2);
  }

  @Test
  void aConfigurationThatDoesNotClearItsFloorIsAWarning() throws IOException {
    commit("c1", "head-only", 0, 1, 0.60);
    commit("a1", "lora", 8, 1, 0.58);
    ReportBuilder.write(store);
    assertThat(read("index.html"))
        .contains("supersense: lora, rank 8 reaches 0.580, not better than head-only at 0.600.");
  }

  /** A method whose every mean is below is named, of others there is a number. */
  @Test
  void manyConfigurationsBelowTheirFloorShareAWarning() throws IOException {
    commit("c1", "head-only", 0, 1, 0.60);
    for (String method : List.of("dora", "pissa", "milora", "olora")) {
      commit(method + "-low", method, 4, 1, 0.58);
      commit(method + "-high", method, 8, 1, 0.65);
    }
    commit("a1", "lora", 4, 1, 0.50);
    commit("a2", "lora", 8, 1, 0.58);
    ReportBuilder.write(store);
    assertThat(read("index.html"))
        .contains(
            "supersense: 6 of 11 means are not better than head-only at 0.600: at all settings lora;"
                + " at some settings 4 other methods.");
  }

  /** Without LoRA-Dash the page opens with what there is, and answers come before open ones. */
  @Test
  void pairsThatAreDecidedComeFirst() throws IOException {
    for (long seed = 1; seed <= 4; seed++) {
      double noise = 0.0005 * seed;
      commit("h" + seed, "head-only", 0, seed, 0.50 + 0.1 * (seed % 2));
      commit("l" + seed, "lora", 8, seed, 0.60 + noise);
      commit("d" + seed, "dora", 8, seed, 0.70 + 2 * noise);
    }
    commit("p1", "pissa", 8, 1, 0.65);
    ReportBuilder.write(store);
    String page = read("index.html");
    assertThat(page)
        .contains("supersense, accuracy: of 6 pairs of methods, 2 better, 4 cannot be told yet.");
    String opening = page.substring(0, page.indexOf("<h2"));
    assertThat(opening.indexOf("dora is better than lora on supersense"))
        .isPositive()
        .isLessThan(opening.indexOf("cannot be told yet"));
    assertThat(read("verdicts.md")).contains("| better | +0.1").contains("| &lt; 0.001 |");
  }

  @Test
  void dataIsNeverMarkup() throws IOException {
    SampleSweep.commit(store, List.of(1L));
    ReportBuilder.write(store);
    String page = read("index.html");
    assertThat(page)
        .doesNotContain("<script>alert")
        .contains("loss is NaN &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;");
    assertThat(read("failures.tex")).contains("\\textless{}script\\textgreater{}", "100 \\%");
    assertThat(read("failures.md")).doesNotContain("<script");
  }

  @Test
  void aHostileLabelCannotEndTheChartsData() throws IOException {
    SortedMap<String, Object> parameters =
        SampleTrials.parameters("lora", "</script><script>alert(2)</script>", 8, 1);
    TrialResult result = SampleTrials.result("supersense", 0.7, 0, 1);
    store.commit(SampleTrials.succeeded("a1", parameters, result), result);
    ReportBuilder.write(store);
    assertThat(read("index.html")).doesNotContain("<script>alert");
  }

  @Test
  void thePageNeedsNoNetworkAndEveryLinkHasATarget() throws IOException {
    SampleSweep.commit(store, List.of(1L, 2L, 3L));
    org.apache.hadoop.fs.Path written = ReportBuilder.write(store);
    assertThat(written.toUri().getPath()).isEqualTo(directory + "/report/index.html");
    String page = read("index.html");
    assertThat(page).contains("Licensed to the Apache Software Foundation", "echarts.init(");
    assertThat(page).doesNotContainPattern("(src|href)=\"(https?:)?//");
    // ECharts has "url(#" for the gradients of its own pictures.
    assertThat(page).doesNotContain("@import").doesNotContainPattern("url\\([\"']?[^\"'#)]");

    Set<String> anchors = new TreeSet<>();
    Matcher anchor = Pattern.compile("id=\"(trial-[^\"]+)\"").matcher(page);
    while (anchor.find()) {
      anchors.add(anchor.group(1));
    }
    assertThat(anchors).hasSize(31);
    Set<String> links = new TreeSet<>();
    Matcher link = Pattern.compile("href=\"([^\"]+)\"").matcher(page);
    while (link.find()) {
      links.add(link.group(1));
    }
    Matcher origins = Pattern.compile("data-from=\"([^\"]+)\"").matcher(page);
    while (origins.find()) {
      for (String line : origins.group(1).split("\n", -1)) {
        List<String> ids = List.of(line.split("\t", -1));
        ids.subList(1, ids.size()).forEach(id -> links.add("#trial-" + id));
      }
    }
    assertThat(links).hasSizeGreaterThan(31);
    for (String target : links) {
      if (target.startsWith("#")) {
        assertThat(page).contains("id=\"" + target.substring(1) + "\"");
      } else {
        assertThat(directory.resolve("report").resolve(target)).exists();
      }
    }
    // For the eye: what no assertion sees.
    Files.createDirectories(Path.of("target", "sample-report"));
    Files.writeString(Path.of("target", "sample-report", "index.html"), page);
  }

  @Test
  void theSameTablesGiveTheSameReport() throws IOException {
    SampleSweep.commit(store, List.of(1L, 2L));
    ReportBuilder.write(store);
    String first = read("index.html");
    ReportBuilder.write(store);
    assertThat(read("index.html")).isEqualTo(first);
  }

  @Test
  void aSweepThatOnlyFailedStillHasAReport() throws IOException {
    store.commit(
        SampleTrials.failed(
            "a1",
            SampleTrials.parameters("lora", "supersense", 8, 1),
            FailureClass.OUT_OF_MEMORY,
            "no memory left"),
        null);
    ReportBuilder.write(store);
    assertThat(read("index.html"))
        .contains("0 of 1 finished trials succeeded; 1 failed.", "no memory left");
    assertThat(directory.resolve("report/summary.md")).doesNotExist();
  }

  @Test
  void anEmptyStoreHasNothingToReport() {
    assertThatThrownBy(() -> ReportBuilder.write(store))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run the sweep");
  }

  private void commit(String id, String method, long rank, long seed, double value)
      throws IOException {
    TrialResult result =
        SampleTrials.result("supersense", value, method.equals("lora-dash") ? 8 : 0, seed);
    store.commit(
        SampleTrials.succeeded(
            id, SampleTrials.parameters(method, "supersense", rank, seed), result),
        result);
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve("report").resolve(name));
  }
}
