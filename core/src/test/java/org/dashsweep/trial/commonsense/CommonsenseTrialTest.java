package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dashsweep.trial.TrialListener.Phase.EVALUATING;
import static org.dashsweep.trial.TrialListener.Phase.LOADING;
import static org.dashsweep.trial.TrialListener.Phase.TRAINING;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.source.TinyLlama;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.trial.CutEmbeddings;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.KeptTraining;
import org.dashsweep.trial.OutOfMemory;
import org.dashsweep.trial.Recorder;
import org.dashsweep.trial.TrialCancelledException;
import org.dashsweep.trial.TrialException;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From a sweep's configuration to an outcome, and that stopping on the way changes nothing of it.
 */
@Tag("native")
final class CommonsenseTrialTest {
  private static final TrialConfig CELL = TinyCommonsense.config(TinyCommonsense.LORA_DASH);
  private static final CommonsenseTrialRunner RUNNER =
      new CommonsenseTrialRunner(Locations.WORKING_DIRECTORY);

  @AfterAll
  static void close() {
    RUNNER.close();
  }

  @Test
  void reportsWhatItMeasured() {
    Recorder recorder = new Recorder(Recorder.NEVER);
    TrialResult result = RUNNER.run(TinyCommonsense.request(CELL, null), recorder);
    assertThat(recorder.phases)
        .containsExactly(
            LOADING, TRAINING, EVALUATING, TRAINING, EVALUATING, TRAINING, EVALUATING, EVALUATING);
    // Five validation rows, and at the end three questions of each of two data sets.
    assertThat(recorder.evaluated).contains("5 of 5").endsWith("6 of 6").contains("3 of 6");
    assertThat(result.steps()).hasSize(6).isEqualTo(recorder.steps);
    assertThat(result.summary().cost().headParameters()).isZero();
    // 7 linears of both blocks, of 64 x 64 (2), 32 x 64 (2) and 160 x 64 (3), and 2 directions.
    assertThat(result.summary().cost().adapterParameters())
        .isEqualTo(2 * (2 * (2 * 128 + 2 * 96 + 3 * 224) + 7 * 2));
    assertThat(result.directions()).hasSize(2 * 7 * 2);
    assertThat(result.evaluations())
        .extracting(row -> row.dataset() + " " + row.metric() + " " + row.step())
        .containsExactly(
            "commonsense_170k loss 2",
            "commonsense_170k loss 4",
            "commonsense_170k loss 6",
            "boolq accuracy 6",
            "piqa accuracy 6",
            "commonsense-average accuracy 6");
    assertThat(result.evaluations())
        .extracting(TrialResult.Evaluation::examples)
        .containsExactly(5, 5, 5, 3, 3, 6);
    assertThat(result.summary().score().primaryMetric()).isEqualTo("accuracy");
    assertThat(result.summary().score().primaryValue())
        .isCloseTo(
            (result.evaluations().get(3).value() + result.evaluations().get(4).value()) / 2,
            within(1e-12));
  }

  @Test
  void changeRatesAreRecordedNowAndThenAndAtTheEnd() {
    TrialResult result = run(TinyCommonsense.LORA_DASH + "  record-change-rates-every: 4\n");
    assertThat(result.changeRates())
        .extracting(TrialResult.ChangeRate::step)
        .hasSize(2 * 14)
        .containsOnly(4, 6);
    assertThat(result.changeRates())
        .extracting(rates -> rates.layer() + " " + rates.module() + " " + rates.directions())
        .contains("0 self_attn.k_proj 32", "1 mlp.down_proj 64");
    assertThat(result.changeRates()).allMatch(rates -> rates.maxRate() > 0);
    TrialResult plain = run(TinyCommonsense.LORA_DASH);
    assertThat(plain.changeRates()).isEmpty();
    assertSame(result, plain);
  }

  /** The only validation is before the launch: what it evaluates is LoRA. */
  @Test
  void theBestStateBeforeTheLaunchIsNoLoraDash() {
    TrialResult result =
        run(
            TinyCommonsense.LORA_DASH
                .replace("launch-step: 3", "launch-step: 5")
                .replace("evaluate-every: 2", "evaluate-every: 4"));
    assertThat(result.steps()).hasSize(6);
    assertThat(result.summary().evaluated())
        .isEqualTo(
            new EvaluatedState(
                4, EvaluatedState.Choice.LOWEST_VALIDATION_LOSS, DirectionLaunch.AHEAD));
    assertThat(result.summary().score().bestStep()).isEqualTo(4);
    assertThat(result.evaluations())
        .extracting(TrialResult.Evaluation::step)
        .hasSize(4)
        .containsOnly(4);
    assertThat(result.summary().cost().adapterParameters())
        .isEqualTo(2 * (2 * (2 * 128 + 2 * 96 + 3 * 224)));
    assertThat(result.directions()).isEmpty();
    TrialResult last =
        run(
            TinyCommonsense.LORA_DASH.replace("launch-step: 3", "launch-step: 5")
                + "  keep-best: false\n");
    assertThat(last.summary().evaluated())
        .isEqualTo(new EvaluatedState(6, EvaluatedState.Choice.LAST_UPDATE, DirectionLaunch.DONE));
  }

  @Test
  void accuracyIsWhatTheStoredTextsGive() {
    TrialResult result = RUNNER.run(TinyCommonsense.request(CELL, null), TrialListener.NONE);
    assertThat(result.predictions()).hasSize(6);
    for (TrialResult.Prediction row : result.predictions()) {
      assertThat(row.scorer()).isEqualTo("generation");
      CommonsenseTask task = CommonsenseTask.named(row.dataset()).orElseThrow();
      assertThat(row.text()).isNotNull();
      assertThat(task.extract(String.valueOf(row.text())).orElse("")).isEqualTo(row.prediction());
      assertThat(row.correct()).isEqualTo(row.label().equals(row.prediction()));
    }
    for (String dataset : List.of("boolq", "piqa")) {
      long right =
          result.predictions().stream()
              .filter(row -> row.dataset().equals(dataset) && Boolean.TRUE.equals(row.correct()))
              .count();
      assertThat(result.evaluations())
          .filteredOn(row -> row.dataset().equals(dataset))
          .singleElement()
          .satisfies(row -> assertThat(row.value()).isEqualTo(right / 3.0));
    }
  }

  @Test
  void anotherScorerHasRowsOfItsOwn() {
    TrialResult alone = RUNNER.run(TinyCommonsense.request(CELL, null), TrialListener.NONE);
    TrialResult both = run(TinyCommonsense.LORA_DASH + "  scorers: [likelihood, generation]\n");
    assertThat(both.summary().score().primaryMetric()).isEqualTo("accuracy");
    assertThat(both.summary().score().primaryValue())
        .isEqualTo(alone.summary().score().primaryValue());
    assertThat(both.evaluations().subList(0, 6)).isEqualTo(alone.evaluations());
    assertThat(both.predictions().subList(0, 6)).isEqualTo(alone.predictions());
    assertThat(both.evaluations().subList(6, 9))
        .extracting(row -> row.dataset() + " " + row.metric() + " " + row.step())
        .containsExactly(
            "boolq accuracy-by-likelihood 6",
            "piqa accuracy-by-likelihood 6",
            "commonsense-average accuracy-by-likelihood 6");

    List<TrialResult.Prediction> likely = both.predictions().subList(6, 12);
    for (TrialResult.Prediction row : likely) {
      assertThat(row.scorer()).isEqualTo("likelihood");
      assertThat(row.text()).isNull();
      List<String> offered = CommonsenseTask.named(row.dataset()).orElseThrow().answers();
      assertThat(row.logits()).hasSameSizeAs(offered).allMatch(score -> score < 0);
      float best = Collections.max(row.logits());
      assertThat(row.prediction()).isEqualTo(offered.get(row.logits().indexOf(best)));
      assertThat(row.correct()).isEqualTo(row.label().equals(row.prediction()));
    }
    assertThat(both.evaluations().get(8).value())
        .isCloseTo(
            likely.stream().filter(row -> Boolean.TRUE.equals(row.correct())).count() / 6.0,
            within(1e-12));
  }

  @Test
  void theOnlyScorerIsWhatATrialIsJudgedBy() {
    TrialResult result = run(TinyCommonsense.LORA_DASH + "  scorers: [likelihood]\n");
    assertThat(result.summary().score().primaryMetric()).isEqualTo("accuracy-by-likelihood");
    assertThat(result.predictions()).hasSize(6).allMatch(row -> "likelihood".equals(row.scorer()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6})
  void aTrialThatWasStoppedGoesOn(int step, @TempDir Path checkpoints) {
    assertThatThrownBy(
            () -> RUNNER.run(TinyCommonsense.request(CELL, checkpoints), new Recorder(step)))
        .isInstanceOf(TrialCancelledException.class);
    assertThat(checkpoints).isNotEmptyDirectory();
    Recorder rest = new Recorder(Recorder.NEVER);
    TrialResult resumed = RUNNER.run(TinyCommonsense.request(CELL, checkpoints), rest);
    assertThat(rest.steps).hasSize(6 - step);
    assertThat(KeptTraining.in(checkpoints).updates()).as("until its row is stored").isEqualTo(6);
    assertSame(resumed, RUNNER.run(TinyCommonsense.request(CELL, null), TrialListener.NONE));
  }

  @Test
  void aTrialThatWasStoppedWhileItIsAskedGoesOn(@TempDir Path checkpoints) {
    assertThatThrownBy(
            () -> RUNNER.run(TinyCommonsense.request(CELL, checkpoints), new CancelledWhenAsked()))
        .isInstanceOf(TrialCancelledException.class)
        .hasMessageContaining("after step 6");
    Recorder rest = new Recorder(Recorder.NEVER);
    TrialResult resumed = RUNNER.run(TinyCommonsense.request(CELL, checkpoints), rest);
    assertThat(rest.steps).as("no update is done twice").isEmpty();
    assertSame(resumed, RUNNER.run(TinyCommonsense.request(CELL, null), TrialListener.NONE));
  }

  @Test
  void theBestStateIsAskedAndNotTheLast() {
    // So large a rate that the second update makes it worse.
    String diverging =
        TinyCommonsense.LORA_DASH
                .replace("lora-dash", "lora")
                .replaceAll("  (directions|launch-step): .*\n", "")
                .replace("1e-2", "3")
                .replace("optimizer-steps: 6", "optimizer-steps: 2")
                .replace("every: 2", "every: 1")
            + "  schedule: constant\n";
    TrialResult best = run(diverging);
    TrialResult last = run(diverging + "  keep-best: false\n");
    List<Double> losses =
        best.evaluations().stream()
            .filter(row -> row.metric().equals("loss"))
            .map(TrialResult.Evaluation::value)
            .toList();
    assertThat(losses).hasSize(2);
    assertThat(losses.get(1)).isGreaterThan(losses.get(0));
    assertThat(last.evaluations().subList(0, 2)).isEqualTo(best.evaluations().subList(0, 2));
    assertThat(best.predictions()).isNotEqualTo(last.predictions());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "activation-checkpointing: true                 | true",
        "logit-rows: 7                                  | false",
        "evaluation-batch-size: 1                       | true",
        "micro-batch-size: 2                            | false",
      })
  void whatOnlyCostsMemoryOrTimeChangesNoAnswer(String setting, boolean exact) {
    TrialResult usual = run(TinyCommonsense.LORA_DASH.replace("0.1", "0"));
    TrialResult other = run(TinyCommonsense.LORA_DASH.replace("0.1", "0") + "  " + setting + "\n");
    if (exact) {
      assertThat(Recorder.timeless(other.steps())).isEqualTo(Recorder.timeless(usual.steps()));
    }
    for (int i = 0; i < usual.steps().size(); i++) {
      assertThat(other.steps().get(i).loss()).isCloseTo(usual.steps().get(i).loss(), within(1e-3));
    }
    assertThat(other.predictions()).hasSameSizeAs(usual.predictions());
  }

  @Test
  void everyTokenNeedsAnEmbedding(@TempDir Path models) throws IOException {
    TinyLlama.write(models.resolve("cut"));
    // The bytes of all texts are there, pieces of words and numbers are not.
    CutEmbeddings.to(
        models.resolve("cut"), "vocab_size", 260, "model.embed_tokens.weight", "lm_head.weight");
    try (CommonsenseTrialRunner runner =
        new CommonsenseTrialRunner(Locations.of(models.toString(), null))) {
      Recorder recorder = new Recorder(Recorder.NEVER);
      TrialConfig config =
          TinyCommonsense.config(TinyCommonsense.LORA_DASH.replace("tiny-llama", "cut"));
      assertThatThrownBy(() -> runner.run(TinyCommonsense.request(config, null), recorder))
          .isInstanceOfSatisfying(
              TrialException.class,
              e -> assertThat(e.failureClass()).isEqualTo(FailureClass.BAD_INPUT))
          .hasMessageContaining(
              "cut has embeddings of 260 tokens (vocab_size in its config.json), and its tokenizer makes token");
      assertThat(recorder.steps).isEmpty();
    }
  }

  @Test
  void whatCannotWorkIsBadInput() {
    assertFails(
        TinyCommonsense.LORA_DASH.replace("tiny-llama", "no/llama"),
        "no/llama is no model here: give minilm, tiny-llama or a directory");
    assertFails(
        TinyCommonsense.LORA_DASH.replace("data: tiny", "data: nowhere"),
        "nowhere is no data here: give tiny or a directory");
    assertFails(
        TinyCommonsense.LORA_DASH + "  train-set: boolq\n", "boolq/train.json does not come with");
    assertFails(
        TinyCommonsense.LORA_DASH.replace("validation-rows: 5", "validation-rows: 96"),
        "validation-rows must be from 0 to 95");
  }

  /** The last update is one too many, which only the evaluation behind it can see. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate-every: 1",
        "keep-best: false\n  evaluate-every: 0",
        "keep-best: false\n  evaluate-every: 0\n  scorers: [likelihood]"
      })
  void outputsThatAreNotFiniteAreADivergence(String evaluation) {
    assertFails(
        FailureClass.DIVERGED,
        TinyCommonsense.LORA_DASH
                .replace("lora-dash", "lora")
                .replaceAll("  (directions|launch-step): .*\n", "")
                .replace("optimizer-steps: 6", "optimizer-steps: 1")
                .replace("1e-2", "1e30")
                .replace("evaluate-every: 2", evaluation)
            + "  max-gradient-norm: 0\n  schedule: constant\n",
        "The model's outputs were not finite when it was evaluated");
  }

  /** First in a validation, then while questions are asked, by either scorer. */
  @Test
  void anEvaluationThatRunsOutOfMemoryIsDoneInSmallerParts() {
    String fixed = TinyCommonsense.LORA_DASH + "  scorers: [generation, likelihood]\n";
    TrialResult usual = run(fixed);
    TrialConfig config = TinyCommonsense.config(fixed);
    for (int times : new int[] {1, 3}) {
      TrialResult smaller =
          RUNNER.run(TinyCommonsense.request(config, null), new OutOfMemory(times));
      assertSameAnswers(smaller, usual);
    }
    String asked = fixed.replace("evaluate-every: 2", "evaluate-every: 0\n  keep-best: false");
    assertSameAnswers(
        RUNNER.run(
            TinyCommonsense.request(TinyCommonsense.config(asked), null), new OutOfMemory(4)),
        run(asked));
  }

  private static void assertSameAnswers(TrialResult actual, TrialResult expected) {
    assertThat(actual.predictions())
        .usingRecursiveComparison()
        .ignoringFields("logits")
        .isEqualTo(expected.predictions());
    for (int i = 0; i < expected.evaluations().size(); i++) {
      TrialResult.Evaluation row = expected.evaluations().get(i);
      assertThat(actual.evaluations().get(i).metric()).isEqualTo(row.metric());
      assertThat(actual.evaluations().get(i).value()).isCloseTo(row.value(), within(1e-5));
    }
  }

  @Test
  void promptsThatReachTheCutoffAddNothing() {
    String answers =
        TinyCommonsense.LORA_DASH + "  train-on-inputs: false\n  micro-batch-size: 1\n  cutoff: ";
    TrialConfig config = TinyCommonsense.config(answers + "100\n");
    try (TextTokenizer tokenizer =
        ModelSource.read(ModelSource.TINY_LLAMA, Locations.WORKING_DIRECTORY).tokenizer().open()) {
      CommonsenseTrialData data =
          CommonsenseTrialData.read(
              new CommonsenseInputs(new CommonsenseSettings(config), Locations.WORKING_DIRECTORY),
              tokenizer,
              new Positions("tiny-llama", 512));
      assertThat(data.train()).anyMatch(example -> example.predicted() == 0);
    }
    TrialResult result = RUNNER.run(TinyCommonsense.request(config, null), TrialListener.NONE);
    assertThat(result.steps()).allMatch(step -> step.loss() > 0);
    assertFails(
        FailureClass.BAD_INPUT, answers + "8\n", "none of the training examples predicts a token");
    assertFails(
        FailureClass.BAD_INPUT,
        (answers + "8\n").replace("validation-rows: 5", "validation-rows: 0\n  keep-best: false"),
        "training examples predicts a token: their prompts alone reach the cutoff");
  }

  private static void assertFails(String fixed, String message) {
    assertFails(FailureClass.BAD_INPUT, fixed, message);
  }

  private static void assertFails(FailureClass failure, String fixed, String message) {
    assertThatThrownBy(() -> run(fixed))
        .isInstanceOfSatisfying(
            TrialException.class, e -> assertThat(e.failureClass()).isEqualTo(failure))
        .hasMessageContaining(message);
    if (failure == FailureClass.BAD_INPUT) {
      assertThat(
              new CommonsensePreflight(Locations.WORKING_DIRECTORY)
                  .problems(TinyCommonsense.config(fixed)))
          .as("planned")
          .singleElement()
          .satisfies(problem -> assertThat(problem.message()).contains(message));
    }
  }

  private static TrialResult run(String fixed) {
    return RUNNER.run(
        TinyCommonsense.request(TinyCommonsense.config(fixed), null), TrialListener.NONE);
  }

  /** All but times and memory is equal, to the bit. */
  private static void assertSame(TrialResult actual, TrialResult expected) {
    assertThat(Recorder.timeless(actual.steps())).isEqualTo(Recorder.timeless(expected.steps()));
    assertThat(actual.predictions()).isEqualTo(expected.predictions());
    assertThat(actual.directions()).isEqualTo(expected.directions());
    assertThat(actual.evaluations()).isEqualTo(expected.evaluations());
  }

  /** Stops a trial once it has done its updates and is asked questions. */
  private static final class CancelledWhenAsked implements TrialListener {
    private int evaluations;

    @Override
    public void phase(Phase phase) {
      evaluations += phase == EVALUATING ? 1 : 0;
    }

    @Override
    public boolean cancelled() {
      return evaluations > 3;
    }
  }
}
