package org.dashsweep.trial.classification;

import static java.util.Collections.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.dashsweep.trial.TrialListener.Phase.EVALUATING;
import static org.dashsweep.trial.TrialListener.Phase.TRAINING;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.EvaluationSet;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.TaskMetrics;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Rung;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.OutOfMemory;
import org.dashsweep.trial.Recorder;
import org.dashsweep.trial.TrialCancelledException;
import org.dashsweep.trial.TrialException;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStoppedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trial reports, and that stopping it on the way changes nothing of it. */
@Tag("native")
class ClassificationTrialTest {
  private static final TrialConfig CELL =
      TinyTrial.config(TinyTrial.LORA_DASH + "  evaluate-every: 2\n  adapter-dropout: 0.1\n");

  private final BertModel base = TinyBert.load();

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void prepare() {
    Torch.prepareThread(1);
  }

  @AfterEach
  void close() {
    base.close();
  }

  @Test
  void reportsWhatItMeasured() {
    Recorder recorder = new Recorder(Recorder.NEVER);
    TrialResult result = run(CELL, null, recorder);
    assertThat(result.summary().score().primaryMetric()).isEqualTo("accuracy");
    // Rank 2: (in + out) each of 4 attention layers of 32 x 32 and 2 layers of 32 x 64, in 2
    // blocks.
    assertThat(result.summary().cost().adapterParameters())
        .isEqualTo(2 * (4 * 2 * 64 + 2 * 2 * 96) + 2 * 6 * 2);
    assertThat(result.summary().cost().headParameters()).isEqualTo(3 * 32 + 3);
    assertThat(result.steps()).hasSize(5).isEqualTo(recorder.steps);
    assertThat(recorder.totals).containsOnly(5);
    assertThat(recorder.phases)
        .containsExactly(TRAINING, EVALUATING, TRAINING, EVALUATING, TRAINING, EVALUATING);
    assertThat(recorder.evaluated).endsWith("20 of 20");
    assertThat(result.summary().cost().trainTokens())
        .isEqualTo(result.steps().stream().mapToLong(TrialResult.Step::tokens).sum())
        .isPositive();
    assertThat(result.evaluations())
        .extracting(TrialResult.Evaluation::step)
        .containsExactly(2, 2, 2, 4, 4, 4, 5, 5, 5);
    assertThat(result.evaluations())
        .extracting(TrialResult.Evaluation::metric)
        .startsWith("accuracy", "macro-f1", "loss");
    assertThat(result.evaluations())
        .allSatisfy(evaluation -> assertThat(evaluation.examples()).isEqualTo(20));
    assertThat(result.predictions()).hasSize(20);
    assertThat(result.predictions())
        .allSatisfy(
            prediction -> {
              assertThat(prediction.logits()).hasSize(3);
              assertThat(prediction.correct())
                  .isEqualTo(prediction.label().equals(prediction.prediction()));
            });
    double right =
        result.predictions().stream().filter(TrialResult.Prediction::correct).count() / 20.0;
    assertThat(result.summary().score().primaryValue()).isEqualTo(right);
    List<TrialResult.Evaluation> accuracies =
        result.evaluations().stream().filter(row -> row.metric().equals("accuracy")).toList();
    assertThat(result.summary().score().bestValue())
        .isEqualTo(
            accuracies.stream().mapToDouble(TrialResult.Evaluation::value).max().orElseThrow());
    assertThat(
            accuracies.stream()
                .filter(row -> row.value() == result.summary().score().bestValue())
                .findFirst()
                .get())
        .extracting(TrialResult.Evaluation::step)
        .isEqualTo(result.summary().score().bestStep());
    assertThat(result.directions()).hasSize(12 * 2);
    assertThat(result.summary().cost().peakMemoryBytes()).isGreaterThan(1 << 20);
  }

  @Test
  void scoresAreLearntAndEverySetIsEvaluated() {
    EncodedData classes = TinyTrial.data();
    List<EncodedExample> scored = new ArrayList<>();
    for (EncodedExample example : classes.train()) {
      scored.add(
          new EncodedExample(
              example.id(), example.text(), new Label.Score(example.text().length() / 4.0)));
    }
    EncodedData data =
        new EncodedData(
            "lengths",
            new Labels.Scores(0, 5),
            TaskMetrics.usual(TaskMetric.CORRELATION, new Labels.Scores(0, 5)),
            scored,
            List.of(
                new EvaluationSet<>("near", scored.subList(0, 12)),
                new EvaluationSet<>("far", scored.subList(12, 20))));
    TrialConfig config = TinyTrial.config(TinyTrial.LORA_DASH + "  evaluate-every-epochs: 1\n");
    try (ClassificationTrial trial =
        new ClassificationTrial(
            TinyTrial.request(config, null),
            new ClassificationSettings(config),
            base,
            data,
            Optional.empty(),
            TrialListener.NONE)) {
      TrialResult result = trial.run();
      assertThat(result.summary().score().primaryMetric()).isEqualTo("correlation");
      assertThat(result.summary().cost().headParameters()).isEqualTo(32 + 1);
      // 20 examples are 5 batches: the only epoch's end is the training's.
      assertThat(result.evaluations())
          .extracting(
              TrialResult.Evaluation::split,
              TrialResult.Evaluation::metric,
              TrialResult.Evaluation::examples,
              TrialResult.Evaluation::step)
          .containsExactly(
              tuple("near", "correlation", 12, 5),
              tuple("near", "pearson", 12, 5),
              tuple("near", "spearman", 12, 5),
              tuple("near", "loss", 12, 5),
              tuple("far", "correlation", 8, 5),
              tuple("far", "pearson", 8, 5),
              tuple("far", "spearman", 8, 5),
              tuple("far", "loss", 8, 5));
      assertThat(result.summary().score().primaryValue())
          .isEqualTo(result.evaluations().get(0).value())
          .isEqualTo(result.summary().score().bestValue());
      assertThat(result.predictions()).hasSize(20);
      assertThat(result.predictions())
          .allSatisfy(
              prediction -> {
                assertThat(prediction.correct()).isNull();
                assertThat(prediction.prediction())
                    .isEqualTo(Double.toString(prediction.logits().get(0)));
              });
      // The loss falls from the scores' mean square, the head's first answers being about 0.
      assertThat(result.steps().get(4).loss()).isLessThan(result.steps().get(0).loss());
    }
  }

  @Test
  void theSameTrialGivesTheSameResult() {
    assertSame(run(CELL, null, TrialListener.NONE), run(CELL, null, TrialListener.NONE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aTrialThatWasStoppedGoesOn(int step) {
    Recorder before = new Recorder(step);
    assertThatThrownBy(() -> run(CELL, directory, before))
        .isInstanceOf(TrialCancelledException.class)
        .hasMessage("Trial 0123456789abcdef was stopped after step " + step);
    assertThat(before.steps).hasSize(step);
    assertThat(directory).isDirectoryContaining("glob:**/training.safetensors");

    Recorder after = new Recorder(Recorder.NEVER);
    TrialResult resumed = run(CELL, directory, after);
    assertThat(after.steps).hasSize(5 - step);
    assertSame(resumed, run(CELL, null, TrialListener.NONE));
    assertThat(directory)
        .as("until its row is stored")
        .isDirectoryContaining("glob:**/training.safetensors");
  }

  @Test
  void withoutTheSettingNoChangeRatesAreRecorded() {
    assertThat(run(CELL, null, TrialListener.NONE).changeRates()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora-dash", "full"})
  void changeRatesAreRecordedNowAndThenAndAtTheEnd(String method) {
    TrialConfig config = recording(method);
    TrialResult result = run(config, null, TrialListener.NONE);
    assertThat(result.changeRates())
        .extracting(TrialResult.ChangeRate::step)
        .hasSize(3 * 12)
        .containsOnly(2, 4, 5);
    assertThat(result.changeRates())
        .allSatisfy(
            rates -> {
              assertThat(rates.directions()).isEqualTo(32);
              assertThat(rates.topIndex()).hasSize(16).doesNotHaveDuplicates();
              assertThat(rates.topRate()).hasSize(16).isSortedAccordingTo(reverseOrder());
              assertThat(rates.topSigma()).hasSize(16).allMatch(sigma -> sigma > 0);
              assertThat(rates.maxRate()).isGreaterThan(rates.medianRate());
              assertThat(rates.topRate().get(0)).isEqualTo((float) rates.maxRate());
              assertThat(rates.meanRate()).isEqualTo(rates.totalRate() / 32);
            });
    assertThat(result.changeRates().subList(0, 12))
        .extracting(TrialResult.ChangeRate::layer)
        .containsOnly(0, 1);
    // Nothing else of the trial is another.
    TrialResult plain = run(without(method), null, TrialListener.NONE);
    assertSame(result, plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aTrialThatWasStoppedLosesNoChangeRates(int step) {
    TrialConfig config = recording("lora-dash");
    assertThatThrownBy(() -> run(config, directory, new Recorder(step)))
        .isInstanceOf(TrialCancelledException.class);
    assertThat(run(config, directory, TrialListener.NONE).changeRates())
        .isEqualTo(run(config, null, TrialListener.NONE).changeRates());
  }

  private static TrialConfig recording(String method) {
    return TinyTrial.config(settings(method) + "  record-change-rates-every: 2\n");
  }

  private static TrialConfig without(String method) {
    return TinyTrial.config(settings(method));
  }

  private static String settings(String method) {
    return method.equals("full")
        ? TinyTrial.LORA_DASH
            .replace("lora-dash", method)
            .replaceAll("  (rank|directions|launch-step): .\n", "")
        : TinyTrial.LORA_DASH;
  }

  /** And the launch, which counts forward passes, comes when it would have come. */
  @Test
  void anEvaluationThatRunsOutOfMemoryIsDoneInSmallerParts() {
    TrialConfig config =
        TinyTrial.config(
            TinyTrial.LORA_DASH.replace("launch-step: 2", "launch-step: 3")
                + "  launch-counts: forward-calls\n  evaluate-every: 1\n");
    TrialResult usual = run(config, null, TrialListener.NONE);
    TrialResult smaller = run(config, null, new OutOfMemory(3));
    assertThat(smaller.steps()).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(smaller.steps().get(i).loss()).isEqualTo(usual.steps().get(i).loss());
    }
    assertThat(smaller.directions()).isEqualTo(usual.directions());
    assertThat(smaller.predictions())
        .extracting(TrialResult.Prediction::prediction)
        .isEqualTo(usual.predictions().stream().map(TrialResult.Prediction::prediction).toList());
    assertThatThrownBy(() -> run(config, null, new OutOfMemory(100)))
        .hasMessageContaining("out of memory");
  }

  @Test
  void withoutADirectoryAStoppedTrialLeavesNothing() {
    assertThatThrownBy(() -> run(CELL, null, new Recorder(2)))
        .isInstanceOf(TrialCancelledException.class);
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"training-loss, 2, 1 2 4", "accuracy, 2, 1 2 4", "loss, 3, 1 3"})
  void aTrialThatGoesOnAtEveryRungEndsLikeOneThatIsNotJudged(
      String metric, int factor, String steps) {
    Judged judged = new Judged(metric, factor, Integer.MAX_VALUE);
    assertSame(run(CELL, null, judged), run(CELL, null, TrialListener.NONE));
    assertThat(judged.rungs)
        .extracting(rung -> String.valueOf(rung.step()))
        .containsExactly(steps.split(" "));
    assertThat(judged.rungs).allMatch(rung -> Double.isFinite(rung.value()));
  }

  @Test
  void whatATrialIsJudgedByIsWhatItMeasures() {
    TrialResult result = run(CELL, null, TrialListener.NONE);
    Judged byLoss = new Judged("training-loss", 2, Integer.MAX_VALUE);
    run(CELL, null, byLoss);
    assertThat(byLoss.rungs.get(2).value())
        .as("the mean of the updates since the rung before")
        .isEqualTo((result.steps().get(2).loss() + result.steps().get(3).loss()) / 2);
    Judged byAccuracy = new Judged("accuracy", 2, Integer.MAX_VALUE);
    run(CELL, null, byAccuracy);
    assertThat(byAccuracy.rungs.get(1).value()).isEqualTo(result.evaluations().get(0).value());
  }

  @Test
  void aTrialThatIsNotPromisingStopsAtItsRung() {
    Judged judged = new Judged("training-loss", 2, 2);
    assertThatThrownBy(() -> run(CELL, null, judged))
        .isInstanceOfSatisfying(
            TrialStoppedException.class,
            stopped -> assertThat(stopped.rung()).isEqualTo(judged.rungs.get(1)));
    assertThat(judged.rungs).hasSize(2);
  }

  @Test
  void aMetricThatIsNotMeasuredIsNamed() {
    assertThatThrownBy(() -> run(CELL, null, new Judged("f1", 2, 9)))
        .isInstanceOf(TrialException.class)
        .hasMessageContaining("explore.metric: f1 is not measured")
        .hasMessageContaining("training-loss or one of [accuracy, macro-f1, loss]");
  }

  /** Judges a trial, and stops it at a rung. */
  private static final class Judged implements TrialListener {
    final List<Rung> rungs = new ArrayList<>();
    private final Exploration rule;
    private final int stopAt;

    Judged(String metric, int factor, int stopAt) {
      this.rule = new Exploration(metric, Exploration.Goal.MINIMIZE, 1, factor);
      this.stopAt = stopAt;
    }

    @Override
    public Optional<Exploration> exploration() {
      return Optional.of(rule);
    }

    @Override
    public boolean reached(Rung rung) {
      rungs.add(rung);
      return rung.step() < stopAt;
    }
  }

  private TrialResult run(TrialConfig config, @Nullable Path checkpoints, TrialListener listener) {
    try (ClassificationTrial trial =
        new ClassificationTrial(
            TinyTrial.request(config, checkpoints),
            new ClassificationSettings(config),
            base,
            TinyTrial.data(),
            Optional.empty(),
            listener)) {
      return trial.run();
    }
  }

  /** All but times and memory is equal, to the bit. */
  private static void assertSame(TrialResult actual, TrialResult expected) {
    assertThat(Recorder.timeless(actual.steps())).isEqualTo(Recorder.timeless(expected.steps()));
    assertThat(actual.predictions()).isEqualTo(expected.predictions());
    assertThat(actual.directions()).isEqualTo(expected.directions());
    assertThat(actual.evaluations()).isEqualTo(expected.evaluations());
    assertThat(
            List.of(
                actual.summary().score().primaryValue(),
                actual.summary().cost().adapterParameters(),
                actual.summary().cost().trainTokens()))
        .isEqualTo(
            List.of(
                expected.summary().score().primaryValue(),
                expected.summary().cost().adapterParameters(),
                expected.summary().cost().trainTokens()));
  }
}
