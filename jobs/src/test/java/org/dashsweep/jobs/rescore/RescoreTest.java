package org.dashsweep.jobs.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.jobs.tables.TableCompaction;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.catalogue.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RescoreTest {
  private static final TrialConfig CLASSIFICATION =
      new TrialConfig(new TreeMap<>(Map.of("experiment", "classification")));

  private final ResultStore store;

  RescoreTest(@TempDir Path directory) throws IOException {
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 100})
  void anUntouchedRunStaysAsItIs(int trialsPerPart) throws IOException {
    commit("a", 4, 0.75);
    commit("b", 3, 1);
    store.commit(
        SampleTrials.failed("f", parameters(), FailureClass.DIVERGED, "loss is NaN"), null);
    compact(trialsPerPart);
    List<?> rows = store.rows();
    Rescore rescore = replace(Set.of());
    assertThat(rescore).isEqualTo(new Rescore(2, 0, List.of(), List.of()));
    assertThat(store.rows()).isEqualTo(rows);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 100})
  void aWrongMetricIsReplacedInEveryTableAndNothingElseIs(int trialsPerPart) throws IOException {
    commit("a", 4, 0.5);
    commit("b", 4, 0.75);
    commit("c", 3, 1);
    compact(trialsPerPart);
    List<EntryRow<TrialResult.Step>> steps = store.read(Tables.STEPS, "a");

    assertThat(check().changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.trialId()).isEqualTo("a");
              assertThat(Objects.requireNonNull(change.before()).value()).isEqualTo(0.5);
              assertThat(change.after().value()).isEqualTo(0.75);
              assertThat(change.after().step()).isEqualTo(20);
            });
    assertThat(value("a")).as("a check writes nothing").isEqualTo(0.5);

    replace(Set.of());
    assertThat(value("a")).isEqualTo(0.75);
    assertThat(value("b")).isEqualTo(0.75);
    assertThat(accuracies("a")).as("that in the middle stays").containsExactly(0.25, 0.75);
    assertThat(store.read(Tables.STEPS, "a")).isEqualTo(steps);
    assertThat(store.read(Tables.PREDICTIONS, "c")).hasSize(4);
    assertThat(store.rows()).hasSize(3);
    assertThat(check().isUnchanged()).isTrue();
  }

  @Test
  void onlyTheMetricsAskedForAreReplaced() throws IOException {
    commit("a", 4, 0.5);
    assertThat(replace(Set.of("f1")).isUnchanged()).isTrue();
    assertThat(value("a")).isEqualTo(0.5);
  }

  @Test
  void aMetricThatNoPredictionsGiveIsRefused() throws IOException {
    commit("a", 4, 0.5);
    assertThatThrownBy(() -> replace(Set.of("accuracy", "acuracy")))
        .isInstanceOf(UnknownMetricException.class)
        .hasMessageStartingWith("acuracy: no trial's predictions give it; they give accuracy, f1");
    assertThat(value("a")).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void aTrialThatCannotBeScoredStaysAndStopsNoOther(int trialsPerPart) throws IOException {
    commit("a", 4, 0.5);
    commit("b", 3, 0.5);
    compact(trialsPerPart);
    Rescoring failing =
        new Rescoring() {
          private final Rescoring standard = Experiments.rescoring(CLASSIFICATION);

          @Override
          public TrialResult.Prediction read(TrialResult.Prediction p) {
            if (p.exampleId().startsWith("b")) {
              throw new IllegalArgumentException("cannot be read");
            }
            return standard.read(p);
          }

          @Override
          public List<TrialResult.Evaluation> evaluations(
              List<TrialResult.Prediction> predictions, int step) {
            return standard.evaluations(predictions, step);
          }
        };
    Rescore rescore = Rescore.replace(store, Set.of(), config -> failing, Clock.systemUTC());
    assertThat(rescore.trials()).isEqualTo(2);
    assertThat(rescore.unscored()).containsExactly(new UnscorableTrial("b", "cannot be read"));
    assertThat(value("a")).isEqualTo(0.75);
    assertThat(value("b")).isEqualTo(0.5);
    assertThat(store.read(Tables.PREDICTIONS, "b")).hasSize(4);
  }

  @Test
  void predictionsReadOtherwiseChangeWithTheirMetric() throws IOException {
    commit("a", 4, 0.75);
    commit("b", 3, 1);
    // From now on example 0 of trial a counts as wrong.
    Rescoring stricter =
        new Rescoring() {
          private final Rescoring standard = Experiments.rescoring(CLASSIFICATION);

          @Override
          public TrialResult.Prediction read(TrialResult.Prediction p) {
            boolean other = p.exampleId().equals("a-0");
            return other ? prediction(p.exampleId(), p.label(), "no") : standard.read(p);
          }

          @Override
          public List<TrialResult.Evaluation> evaluations(
              List<TrialResult.Prediction> predictions, int step) {
            return standard.evaluations(predictions, step);
          }
        };
    Rescore rescore =
        Rescore.replace(store, Set.of("accuracy"), config -> stricter, Clock.systemUTC());
    assertThat(rescore.predictions()).isEqualTo(1);
    assertThat(value("a")).isEqualTo(0.5);
    assertThat(value("b")).isEqualTo(1);
    assertThat(store.read(Tables.PREDICTIONS, "a"))
        .extracting(entry -> entry.entry().correct())
        .containsExactly(false, true, true, false);
    assertThat(store.read(Tables.PREDICTIONS, "b"))
        .extracting(entry -> entry.entry().correct())
        .containsExactly(true, true, true, true);
  }

  @Test
  void aTrialIsJudgedAnewByWhatItWasJudgedBy() throws IOException {
    commit("a", 4, 0.5, List.of(evaluation("all-average", "accuracy", 0.9, 20)));
    assertThat(replace(Set.of()).changes()).hasSize(1);
    TrialResult.Score score = score("a");
    assertThat(score.judged())
        .isEqualTo(new TrialResult.Judged("yes-no", "evaluation", "accuracy"));
    assertThat(score.primaryValue()).isEqualTo(0.75);
    assertThat(score.bestValue()).isEqualTo(0.75);
    assertThat(score.bestStep()).isEqualTo(20);
  }

  private Rescore check() throws IOException {
    return Rescore.check(store, Set.of(), Experiments::rescoring);
  }

  private Rescore replace(Set<String> metrics) throws IOException {
    return Rescore.replace(store, metrics, Experiments::rescoring, Clock.systemUTC());
  }

  private void compact(int trialsPerPart) throws IOException {
    if (trialsPerPart > 0) {
      new TableCompaction(store, Duration.ZERO, trialsPerPart, Clock.systemUTC()).run();
      new TableCompaction(store, Duration.ZERO, trialsPerPart, Clock.systemUTC()).run();
    }
  }

  private double value(String id) throws IOException {
    return score(id).primaryValue();
  }

  private TrialResult.Score score(String id) throws IOException {
    return ((Outcome.Succeeded) store.find(id).orElseThrow().outcome()).summary().score();
  }

  private List<Double> accuracies(String id) throws IOException {
    return store.read(Tables.EVALUATIONS, id).stream()
        .map(EntryRow::entry)
        .filter(row -> row.metric().equals("accuracy"))
        .map(TrialResult.Evaluation::value)
        .toList();
  }

  private static SortedMap<String, Object> parameters() {
    return SampleTrials.parameters("lora", "yes-no", 8, 1);
  }

  private static TrialResult.Prediction prediction(String id, String label, String predicted) {
    return new TrialResult.Prediction(
        "yes-no",
        "evaluation",
        null,
        id,
        label,
        predicted,
        null,
        predicted.equals("no") ? List.of(2f, 1f) : List.of(1f, 2f),
        label.equals(predicted));
  }

  /** Four examples, of which the first {@code right} below 4 are right, all with 4 rights. */
  private void commit(String id, int examples, double accuracy) throws IOException {
    commit(id, examples, accuracy, List.of());
  }

  private void commit(String id, int examples, double accuracy, List<TrialResult.Evaluation> others)
      throws IOException {
    List<TrialResult.Prediction> predictions = new ArrayList<>();
    predictions.add(prediction(id + "-0", "yes", "yes"));
    predictions.add(prediction(id + "-1", "no", "no"));
    predictions.add(prediction(id + "-2", "yes", "yes"));
    predictions.add(prediction(id + "-3", "no", examples == 4 ? "yes" : "no"));
    double right = examples == 4 ? 0.75 : 1;
    List<TrialResult.Evaluation> evaluations = new ArrayList<>(others);
    evaluations.add(evaluation("accuracy", 0.25, 10));
    for (TrialResult.Evaluation made :
        Experiments.rescoring(CLASSIFICATION).evaluations(predictions, 20)) {
      evaluations.add(
          made.metric().equals("accuracy") ? evaluation("accuracy", accuracy, 20) : made);
    }
    assertThat(evaluations)
        .filteredOn(row -> row.metric().equals("f1"))
        .singleElement()
        .satisfies(row -> assertThat(row.value()).isBetween(right - 0.1, 1.0));
    TrialResult sample = SampleTrials.result("yes-no", accuracy, 4, 1);
    TrialResult result =
        new TrialResult(
            sample.summary(), sample.steps(), evaluations, predictions, sample.directions());
    store.commit(SampleTrials.succeeded(id, parameters(), result), result);
  }

  private static TrialResult.Evaluation evaluation(String metric, double value, int step) {
    return evaluation("yes-no", metric, value, step);
  }

  private static TrialResult.Evaluation evaluation(
      String dataset, String metric, double value, int step) {
    return new TrialResult.Evaluation(dataset, "evaluation", metric, value, 4, step);
  }
}
