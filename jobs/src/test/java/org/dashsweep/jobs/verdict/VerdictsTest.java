package org.dashsweep.jobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableCompaction;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerdictsTest {
  @TempDir private Path directory;
  private ResultStore store;

  @BeforeEach
  void open() throws IOException {
    store = ResultStore.open(directory.toString(), new Configuration());
  }

  @Test
  void methodThatFindsMoreIsBetter() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 1_000);
    double sum = 0;
    for (long seed = 1; seed <= 4; seed++) {
      sum += sample.answers("lora-dash", seed, 0.8).summary().score().primaryValue();
      sum -= sample.answers("lora", seed, 0.7).summary().score().primaryValue();
    }
    VerdictRow row = only(Verdicts.of(store, Verdicts.MARGIN));
    assertThat(row.method()).isEqualTo("lora-dash");
    assertThat(row.baseline()).isEqualTo("lora");
    assertThat(row.difference()).isCloseTo(sum / 4, within(1e-12));
    assertThat(row.verdict()).isEqualTo("BETTER");
    assertThat(row.seeds()).isEqualTo(4);
    assertThat(row.examples()).isEqualTo(1_000);
    assertThat(row.over()).isEqualTo("seeds and examples");
    assertThat(row.low()).isPositive().isLessThan(row.difference());
    assertThat(row.adjustedP()).isEqualTo(row.p()).isLessThan(0.001);
    assertThat(row.trialIds()).hasSize(8);
    assertThat(row.sentence())
        .startsWith("lora-dash is better than lora on supersense: accuracy +0.")
        .contains(", 95 % from +0.")
        .endsWith(" (4 seeds, 1,000 rows).");
  }

  @Test
  void methodsThatDifferByLessThanTheMarginAreEqual() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 1_000);
    for (long seed = 1; seed <= 4; seed++) {
      sample.answers("lora-dash", seed, 0.8);
      sample.answers("lora", seed, 0.8);
    }
    VerdictRow wide = only(Verdicts.of(store, 0.05));
    assertThat(wide.verdict()).isEqualTo("EQUAL");
    assertThat(wide.sentence())
        .startsWith("lora-dash and lora are equal within 0.05 on supersense: accuracy ");
    VerdictRow narrow = only(Verdicts.of(store, 0.0001));
    assertThat(narrow.verdict()).isEqualTo("OPEN");
    assertThat(narrow.moreSeeds()).isNull();
    assertThat(narrow.sentence()).contains("on these rows, more rows would");
    assertThatThrownBy(() -> Verdicts.of(store, 0)).hasMessageContaining("margin");
  }

  @Test
  void oneSeedTellsNothingOfOthers() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 1_000);
    sample.answers("lora-dash", 1, 0.9);
    sample.answers("lora", 1, 0.5);
    VerdictRow row = only(Verdicts.of(store, Verdicts.MARGIN));
    assertThat(row.verdict()).isEqualTo("OPEN");
    assertThat(row.over()).isEqualTo("examples alone");
    assertThat(row.low()).isPositive();
    assertThat(row.sentence()).contains("one seed says nothing of others, run at least 3");
  }

  @Test
  void fewRowsAskForMoreSeedsOrRows() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 60);
    for (long seed = 1; seed <= 3; seed++) {
      sample.answers("lora-dash", seed, 0.8 + 0.01 * seed);
      sample.answers("lora", seed, 0.8);
    }
    VerdictRow row = only(Verdicts.of(store, 0.1));
    assertThat(row.minimumDetectable()).isPositive();
    assertThat(only(Verdicts.of(store, 0.001)).sentence())
        .contains(" more seeds would show a difference as large as this one");
  }

  @Test
  void everyPairIsComparedAndCorrected() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 400);
    for (long seed = 1; seed <= 3; seed++) {
      sample.answers("lora-dash", seed, 0.8);
      sample.answers("lora", seed, 0.7);
      sample.answers("dora", seed, 0.75);
      sample.answers("head-only", seed, 0.6);
    }
    sample.answers("none", 0, 0.5);
    Verdicts verdicts = Verdicts.of(store, Verdicts.MARGIN);
    assertThat(verdicts.headlines()).hasSize(10);
    assertThat(verdicts.headlines().get(0).baseline()).isEqualTo("lora");
    assertThat(verdicts.headlines())
        .filteredOn(row -> row.baseline().equals("none"))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.seeds()).isEqualTo(3));
    assertThat(verdicts.headlines())
        .allSatisfy(row -> assertThat(row.adjustedP()).isGreaterThanOrEqualTo(row.p()))
        .anySatisfy(row -> assertThat(row.adjustedP()).isGreaterThan(row.p()));
    assertThat(verdicts.agreements())
        .filteredOn(row -> row.method().equals("lora"))
        .allSatisfy(row -> assertThat(row.shareEqual()).isBetween(0.7, 1.0));
    assertThat(verdicts.rankings()).isEmpty();
  }

  @Test
  void ratesAreChosenByHeldOutRowsAlone() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 400);
    for (long seed = 1; seed <= 3; seed++) {
      sample.answers("lora", seed, 0.7, 1e-3, 0.9);
      sample.answers("lora", seed, 0.9, 2e-3, 0.6);
      sample.answers("lora-dash", seed, 0.7, 1e-3, 0.5);
      sample.answers("lora-dash", seed, 0.8, 2e-3, 0.8);
    }
    Verdicts verdicts = Verdicts.of(store, Verdicts.MARGIN);
    VerdictRow best = only(verdicts);
    assertThat(best.basis()).isEqualTo("best-rate");
    assertThat(best.learningRate()).isEqualTo(2e-3);
    assertThat(best.baselineLearningRate()).isEqualTo(1e-3);
    assertThat(best.ratesTried()).isEqualTo(2);
    assertThat(best.difference()).isCloseTo(0.1, within(0.05));
    assertThat(best.sentence()).contains("each at its best rate: 0.002 and 0.001");
    assertThat(verdicts.rows()).extracting(VerdictRow::basis).contains("same-settings");
    assertThat(verdicts.rates())
        .filteredOn(RateRow::chosen)
        .extracting(RateRow::method, RateRow::learningRate)
        .containsExactlyInAnyOrder(tuple("lora", 1e-3), tuple("lora-dash", 2e-3));
    // Of two rates the better one by held-out rows is 0.2 worse here: chance alone loses less.
    assertThat(verdicts.rates())
        .filteredOn(row -> row.method().equals("lora"))
        .allSatisfy(row -> assertThat(row.regret()).isCloseTo(-0.1, within(0.03)));
    assertThat(verdicts.notes()).isEmpty();
  }

  @Test
  void withoutHeldOutRowsNoRateIsBest() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 400);
    for (long seed = 1; seed <= 3; seed++) {
      for (double rate : List.of(1e-3, 2e-3)) {
        sample.answers("lora", seed, 0.7, rate, Double.NaN);
        sample.answers("lora-dash", seed, 0.8, rate, Double.NaN);
      }
    }
    Verdicts verdicts = Verdicts.of(store, Verdicts.MARGIN);
    VerdictRow row = only(verdicts);
    assertThat(row.basis()).isEqualTo("same-settings");
    assertThat(row.settingsAveraged()).isEqualTo(2);
    assertThat(verdicts.rows()).hasSize(3).noneMatch(each -> each.basis().equals("best-rate"));
    assertThat(verdicts.rows().get(1).settings()).isEqualTo("learning-rate 0.001");
    assertThat(verdicts.notes())
        .hasSize(2)
        .allSatisfy(note -> assertThat(note).contains("validation-share: 0.1"));
  }

  @Test
  void methodsWithOtherSeedsAreNotCompared() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 50);
    sample.answers("lora", 1, 0.7);
    sample.answers("lora-dash", 2, 0.7);
    Verdicts verdicts = Verdicts.of(store, Verdicts.MARGIN);
    assertThat(verdicts.rows()).isEmpty();
    assertThat(verdicts.notes())
        .singleElement()
        .asString()
        .isEqualTo(
            "supersense: not compared, since no two of their trials differ in the method alone:"
                + " lora-dash and lora. They differ at least in seed (2, 1). Run both methods with"
                + " the same seed.");
  }

  @Test
  void methodsThatTrainedOnOtherRowsAreNotCompared() throws IOException {
    new SampleAnswers(store, 50).trainedOn("half").answers("lora", 1, 0.7);
    SampleAnswers all = new SampleAnswers(store, 50).trainedOn("all");
    all.answers("lora-dash", 1, 0.7);
    all.answers("dora", 1, 0.7);
    Verdicts verdicts = Verdicts.of(store, Verdicts.MARGIN);
    assertThat(verdicts.rows()).extracting(VerdictRow::baseline).doesNotContain("lora");
    assertThat(verdicts.notes())
        .singleElement()
        .asString()
        .contains("lora-dash and lora; dora and lora.", "at least in training data.");
  }

  /** The untuned model has seen no training rows, whatever lies beside it. */
  @Test
  void untunedModelIsComparedWhateverTheTrainingRows() throws IOException {
    new SampleAnswers(store, 400).trainedOn("few").answers("none", 0, 0.5);
    SampleAnswers sample = new SampleAnswers(store, 400).trainedOn("many");
    for (long seed = 1; seed <= 3; seed++) {
      sample.answers("lora", seed, 0.7);
    }
    Verdicts verdicts = Verdicts.of(store, Verdicts.MARGIN);
    VerdictRow row = only(verdicts);
    assertThat(row.baseline()).isEqualTo("none");
    assertThat(row.seeds()).isEqualTo(3);
    assertThat(row.verdict()).isEqualTo("BETTER");
    assertThat(verdicts.notes()).isEmpty();
  }

  @Test
  void answersThatAreAllTheSameAreSaidToBe() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 6);
    for (long seed = 1; seed <= 3; seed++) {
      sample.commit("lora", seed, 1e-3, "accuracy", 0.5, Double.NaN, questions(1, 2));
      sample.commit("lora-dash", seed, 1e-3, "accuracy", 0.5, Double.NaN, questions(1, 2));
    }
    assertThat(only(Verdicts.of(store, Verdicts.MARGIN)).sentence())
        .contains("(3 seeds, 6 rows, and not one answer differs: ");
  }

  /** A difference of 0.06 is asked for, not one of the margin of 0.001. */
  @Test
  void whatWouldTellIsTheDifferenceThatWasSeen() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 5_000);
    double[] dash = {0.72, 0.78, 0.9};
    for (long seed = 1; seed <= 3; seed++) {
      sample.answers("lora-dash", seed, dash[(int) seed - 1]);
      sample.answers("lora", seed, 0.74);
    }
    VerdictRow row = only(Verdicts.of(store, 0.001));
    assertThat(row.verdict()).isEqualTo("OPEN");
    assertThat(row.sentence())
        .containsPattern("about \\d+ more seeds would show a difference as large as this one");
    assertThat(row.moreSeeds() == null || row.moreSeeds() > 100).isTrue();
  }

  /** Answers are read from compacted files too, with some of their columns. */
  @Test
  void compactedTablesGiveTheSameVerdicts() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 200);
    for (long seed = 1; seed <= 3; seed++) {
      sample.answers("lora-dash", seed, 0.8);
      sample.answers("lora", seed, 0.7);
    }
    Verdicts before = Verdicts.of(store, Verdicts.MARGIN);
    new TableCompaction(store, Duration.ofDays(1), 10, Clock.systemUTC()).run();
    assertThat(Verdicts.of(store, Verdicts.MARGIN)).isEqualTo(before);
    assertThat(only(before).examples()).isEqualTo(200);
  }

  /** A question of a small set counts for more of the average than one of a large set. */
  @Test
  void averagesOverSetsOfQuestionsHaveTheErrorOfTheirParts() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 6);
    for (long seed = 1; seed <= 3; seed++) {
      sample.commit("lora", seed, 1e-3, "accuracy", 0.5, Double.NaN, questions(1, 2));
      sample.commit("lora-dash", seed, 1e-3, "accuracy", 0.75, Double.NaN, questions(1, 4));
    }
    VerdictRow row = only(Verdicts.of(store, Verdicts.MARGIN));
    assertThat(row.examples()).isEqualTo(6);
    assertThat(row.difference()).isCloseTo(0.25, within(1e-12));
    // By hand: influences (0, 0) and 6 / 4 / 2 of (−.5, −.5, .5, .5), and a quarter of the largest
    // answer's variance, which is one of 6 / 2 / 2.
    assertThat(row.standardError())
        .isCloseTo(Math.sqrt(4 * 0.375 * 0.375 / 5 / 6 + 0.25 * 1.5 * 1.5 / 36), within(1e-12));
  }

  /** Answers to a set of two questions and one of four, of which some are right. */
  private static List<TrialResult.Prediction> questions(int rightOfTwo, int rightOfFour) {
    List<TrialResult.Prediction> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boolean right = i < 2 ? i < rightOfTwo : i - 2 < rightOfFour;
      answers.add(
          new TrialResult.Prediction(
              i < 2 ? "boolq" : "piqa",
              "evaluation",
              null,
              "row-" + i,
              "yes",
              right ? "yes" : "no",
              null,
              List.of(),
              right));
    }
    return answers;
  }

  @Test
  void answersThatDoNotGiveTheValueCountForNothing() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 10);
    List<TrialResult.Prediction> wrong = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      wrong.add(SampleAnswers.prediction(i, "yes", "no", false));
    }
    for (long seed = 1; seed <= 3; seed++) {
      sample.commit("lora", seed, 1e-3, "accuracy", 0.5 + 0.01 * seed, Double.NaN, wrong);
      sample.commit("lora-dash", seed, 1e-3, "accuracy", 0.6, Double.NaN, wrong);
    }
    Verdicts verdicts = Verdicts.of(store, Verdicts.MARGIN);
    assertThat(only(verdicts).over()).isEqualTo("seeds alone");
    assertThat(only(verdicts).examples()).isZero();
    assertThat(verdicts.notes()).singleElement().asString().startsWith("6 of 6 trials have no");
  }

  /** The second class by spelling is not the positive one: the value tells. */
  @Test
  void metricsThatAreNoMeansHaveIntervalsOverExamplesToo() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 6);
    List<String> labels = List.of("aye", "aye", "aye", "no", "no", "aye");
    for (long seed = 1; seed <= 3; seed++) {
      f1(sample, "lora", seed, labels, List.of("aye", "aye", "no", "no", "aye", "no"), 4 / 7.0);
      f1(
          sample,
          "lora-dash",
          seed,
          labels,
          List.of("aye", "aye", "aye", "no", "no", "no"),
          6 / 7.0);
    }
    VerdictRow row = only(Verdicts.of(store, Verdicts.MARGIN));
    assertThat(row.difference()).isCloseTo(2 / 7.0, within(1e-12));
    assertThat(row.examples()).isEqualTo(6);
  }

  private static void f1(
      SampleAnswers sample,
      String method,
      long seed,
      List<String> labels,
      List<String> answers,
      double value)
      throws IOException {
    List<TrialResult.Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      predictions.add(
          SampleAnswers.prediction(
              i, labels.get(i), answers.get(i), labels.get(i).equals(answers.get(i))));
    }
    sample.commit(method, seed, 1e-3, "f1", value, Double.NaN, predictions);
  }

  @Test
  void correlationsHaveIntervalsOverExamplesToo() throws IOException {
    SampleAnswers sample = new SampleAnswers(store, 4);
    for (long seed = 1; seed <= 3; seed++) {
      for (String method : List.of("lora", "lora-dash")) {
        List<TrialResult.Prediction> scores = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          // In the order of the labels but for two that are exchanged by the one method.
          int guess = method.equals("lora") && i < 2 ? 1 - i : i;
          scores.add(SampleAnswers.prediction(i, String.valueOf(i), String.valueOf(guess), null));
        }
        double value = method.equals("lora") ? 0.8 : 1.0;
        sample.commit(method, seed, 1e-3, "spearman", value, Double.NaN, scores);
      }
    }
    VerdictRow row = only(Verdicts.of(store, Verdicts.MARGIN));
    assertThat(row.examples()).isEqualTo(4);
    assertThat(row.difference()).isCloseTo(0.2, within(1e-12));
  }

  /** The only comparison that answers which method is better. */
  private static VerdictRow only(Verdicts verdicts) {
    assertThat(verdicts.headlines()).hasSize(1);
    return verdicts.headlines().get(0);
  }
}
