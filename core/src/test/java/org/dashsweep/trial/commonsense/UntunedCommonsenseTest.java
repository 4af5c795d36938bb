package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dashsweep.trial.TrialListener.Phase.EVALUATING;
import static org.dashsweep.trial.TrialListener.Phase.LOADING;

import java.nio.file.Path;
import java.util.List;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.source.Locations;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SpecificationException;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.Recorder;
import org.dashsweep.trial.TrialCancelledException;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials that train nothing, against one that trains at a rate that changes nothing. */
@Tag("native")
final class UntunedCommonsenseTest {
  private static final Locations HERE = Locations.WORKING_DIRECTORY;
  private static final CommonsenseTrialRunner RUNNER = new CommonsenseTrialRunner(HERE);
  private static final String ASKED =
      """
        model: tiny-llama
        data: tiny
        data-sets: [boolq, piqa]
        scorers: [generation, likelihood]
        evaluation-rows: 3
        beams: 2
        max-new-tokens: 6
      """;
  private static final TrialConfig UNTUNED = TinyCommonsense.config("  method: none\n" + ASKED);

  @AfterAll
  static void close() {
    RUNNER.close();
  }

  @Test
  void theAnswersAreThoseOfAnAdapterThatDoesNothing(@TempDir Path folder) {
    Recorder recorder = new Recorder(Recorder.NEVER);
    TrialResult untuned =
        RUNNER.run(
            TinyCommonsense.request(UNTUNED, folder.resolve("checkpoints"))
                .withAdapterDirectory(folder.resolve("nothing")),
            recorder);
    TrialResult idle =
        RUNNER.run(
            TinyCommonsense.request(
                TinyCommonsense.config(
                    """
                      method: lora
                      rank: 2
                      optimizer-steps: 1
                      warm-up-steps: 1
                      learning-rate: 1e-30
                      validation-rows: 0
                      evaluate-every: 0
                      keep-best: false
                    """
                        + ASKED),
                null),
            TrialListener.NONE);
    assertThat(recorder.phases).containsExactly(LOADING, EVALUATING, EVALUATING);
    assertThat(recorder.evaluated).contains("3 of 6").endsWith("6 of 6");
    assertThat(untuned.predictions()).hasSize(12).isEqualTo(idle.predictions());
    assertThat(untuned.evaluations())
        .extracting(row -> row.dataset() + " " + row.metric() + " " + row.value())
        .hasSize(6)
        .isEqualTo(
            idle.evaluations().stream()
                .map(row -> row.dataset() + " " + row.metric() + " " + row.value())
                .toList());
    assertThat(untuned.steps()).isEmpty();
    assertThat(untuned.summary().evaluated())
        .isEqualTo(new EvaluatedState(0, EvaluatedState.Choice.LAST_UPDATE, DirectionLaunch.NONE));
    assertThat(untuned.summary().score().primaryDataset()).isEqualTo("commonsense-average");
    assertThat(untuned.summary().score().bestStep()).isZero();
    assertThat(untuned.summary().cost().adapterParameters()).isZero();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void itStopsBetweenBatches() {
    TrialListener stopping =
        new TrialListener() {
          @Override
          public boolean cancelled() {
            return true;
          }
        };
    assertThatThrownBy(() -> RUNNER.run(TinyCommonsense.request(UNTUNED, null), stopping))
        .isInstanceOf(TrialCancelledException.class);
  }

  @Test
  void itNeedsNeitherTrainingRowsNorMemoryForThem() {
    CommonsensePreflight preflight = new CommonsensePreflight(HERE);
    TrialConfig trained = TinyCommonsense.config(TinyCommonsense.LORA_DASH);
    assertThat(preflight.problems(UNTUNED)).isEmpty();
    assertThat(preflight.evaluationRows(UNTUNED).floor()).isNull();
    assertThat(preflight.evaluationRows(UNTUNED).fingerprint())
        .isEqualTo(preflight.evaluationRows(trained).fingerprint());
    assertThat(preflight.ofData(UNTUNED)).isNotEqualTo(preflight.ofData(trained));
    assertThat(preflight.expectedCoreSeconds(UNTUNED)).isGreaterThan(1);
    MemoryEstimate memory = preflight.memory(UNTUNED);
    assertThat(memory.activations()).isZero();
    assertThat(memory.base()).isEqualTo(preflight.memory(trained).base());
    assertThat(memory.evaluation()).isEqualTo(preflight.memory(trained).evaluation());
  }

  @Test
  void aParameterOfTrainingAloneHasNoEffect() {
    for (String line :
        List.of("cutoff: 32", "train-set: boolq", "seed: 2", "rank: 4", "learning-rate: 1e-3")) {
      assertThatThrownBy(
              () -> TinyCommonsense.config("  method: none\n" + ASKED + "  " + line + "\n"))
          .as(line)
          .isInstanceOf(SpecificationException.class)
          .hasMessageContaining("has no effect: only ")
          .hasMessageContaining("lora, ")
          .hasMessageContaining(" more have ")
          .hasMessageContaining("the methods here are none; remove it");
    }
  }

  /** One message says it of all of them, at the first. */
  @Test
  void parametersOfTrainingAloneHaveNoEffectTogether() {
    String fixed = "  method: none\n" + ASKED + "  seed: 2\n  rank: 4\n  learning-rate: 1e-3\n";
    assertThatThrownBy(() -> TinyCommonsense.config(fixed))
        .isInstanceOfSatisfying(
            SpecificationException.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .contains(
                        "fixed.seed: has no effect: the only method here is none, which has none of")
                    .contains("none of seed, rank, learning-rate; remove them or add a method"));
  }
}
