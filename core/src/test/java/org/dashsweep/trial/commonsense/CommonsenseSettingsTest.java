package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.PredictedTokens;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.InitialAdapter;
import org.junit.jupiter.api.Test;

final class CommonsenseSettingsTest {
  /** For each parameter a value that is not that of {@link TinyCommonsense#LORA_DASH}. */
  private static final Map<String, Object> OTHER_VALUES =
      Map.ofEntries(
          Map.entry("method", "lora"),
          Map.entry("model", "org/llama"),
          Map.entry("data", "folder"),
          Map.entry("train-set", "boolq"),
          Map.entry("data-sets", List.of("hellaswag")),
          Map.entry("cutoff", 64L),
          Map.entry("train-on-inputs", false),
          Map.entry("seed", 2L),
          Map.entry("train-rows", 10L),
          Map.entry("batch-size", 5L),
          Map.entry("micro-batch-size", 3L),
          Map.entry("optimizer-steps", 7L),
          Map.entry("epochs", 2.5),
          Map.entry("learning-rate", 1e-4),
          Map.entry("schedule", "cosine"),
          Map.entry("warm-up-steps", 2L),
          Map.entry("warm-up-ratio", 0.5),
          Map.entry("weight-decay", 0.1),
          Map.entry("adam-beta1", 0.8),
          Map.entry("adam-beta2", 0.9),
          Map.entry("adam-epsilon", 1e-6),
          Map.entry("max-gradient-norm", 2.0),
          Map.entry("order", "length-bucketed"),
          Map.entry("base-precision", "bfloat16"),
          Map.entry("activation-checkpointing", true),
          Map.entry("logit-rows", 9L),
          Map.entry("validation-rows", 4L),
          Map.entry("validation-seed", 43L),
          Map.entry("validation-batch-size", 3L),
          Map.entry("evaluate-every", 3L),
          Map.entry("keep-best", false),
          Map.entry("evaluation-rows", 2L),
          Map.entry("scorers", List.of("likelihood")),
          Map.entry("beams", 3L),
          Map.entry("max-new-tokens", 5L),
          Map.entry("length-penalty", 0.5),
          Map.entry("stop-at-end-token", false),
          Map.entry("evaluation-batch-size", 3L),
          Map.entry("evaluation-cache-tokens", 99L),
          Map.entry("rank", 3L),
          Map.entry("alpha", 5.0),
          Map.entry("adapter-dropout", 0.3),
          Map.entry("target-modules", List.of("q_proj")),
          Map.entry("directions", 3L),
          Map.entry("launch-step", 4L),
          Map.entry("launch-counts", "forward-calls"),
          Map.entry("epsilon", 0.5));

  @Test
  void everyParameterChangesTheTrial() {
    Set<String> parameters =
        new TreeSet<>(CommonsenseParameters.searchSpace().parameters().keySet());
    // It chooses the search space, and has one value in each.
    parameters.remove("experiment");
    // The runner reads it.
    parameters.remove(InitialAdapter.PARAMETER);
    assertThat(OTHER_VALUES).containsOnlyKeys(parameters);
    TrialConfig config = TinyCommonsense.config(TinyCommonsense.LORA_DASH);
    List<Object> settings = all(new CommonsenseSettings(config));
    OTHER_VALUES.forEach(
        (name, value) -> {
          TreeMap<String, Object> changed = new TreeMap<>(config.values());
          assertThat(changed.put(name, value)).as(name).isNotEqualTo(value);
          if (name.equals("epochs")) {
            changed.remove("optimizer-steps");
          }
          assertThat(all(new CommonsenseSettings(new TrialConfig(changed))))
              .as(name)
              .isNotEqualTo(settings);
        });
  }

  @Test
  void defaultsAreTheAuthorsProtocol() {
    CommonsenseSettings settings =
        new CommonsenseSettings(
            TinyCommonsense.config(
                """
                  method: lora
                  rank: 32
                  model: tiny-llama
                  data: tiny
                  epochs: 3
                  learning-rate: 3e-4
                """));
    assertThat(settings.dataSets()).containsExactly(CommonsenseTask.values());
    assertThat(settings.trainSet()).isEqualTo("commonsense_170k");
    assertThat(settings.cutoff()).isEqualTo(256);
    assertThat(settings.predictedTokens()).isEqualTo(PredictedTokens.PROMPT_AND_RESPONSE);
    assertThat(settings.validationRows()).isEqualTo(120);
    assertThat(settings.validationSeed()).isEqualTo(42);
    assertThat(settings.validationBatchSize()).isEqualTo(8);
    assertThat(settings.common().evaluateEvery()).isEqualTo(80);
    assertThat(settings.common().batchSize()).isEqualTo(16);
    assertThat(settings.keepBest()).isTrue();
    assertThat(settings.memory()).isEqualTo(TrainingMemory.DEFAULT);
    assertThat(settings.decoding(List.of(2))).isEqualTo(DecodingSettings.paper(List.of(2)));
    assertThat(settings.budget()).isEqualTo(DecodingBudget.DEFAULT);
    assertThat(settings.evaluationRows(500)).isEqualTo(500);
    assertThat(settings.scorers()).containsExactly(Scorer.GENERATION);
    // 170,300 rows are 10,644 batches of 16, and three times that.
    assertThat(settings.common().totalSteps(170_300)).isEqualTo(31_932);
    // One pass an update, and 15 for each of 399 validations before the last update.
    assertThat(settings.forwardPasses(31_932)).isEqualTo(31_932 + 399 * 15);
  }

  @Test
  void keepingTheBestNeedsValidations() {
    for (String never : List.of("validation-rows: 0", "evaluate-every: 0")) {
      String fixed =
          TinyCommonsense.LORA_DASH.replaceAll(
              never.substring(0, never.indexOf(":")) + ": \\d+", never);
      assertThatThrownBy(() -> TinyCommonsense.config(fixed))
          .hasMessageContaining("keep-best needs validation-rows and evaluate-every above 0");
      assertThat(TinyCommonsense.config(fixed + "  keep-best: false\n")).isNotNull();
    }
  }

  /** All that a trial asks of its settings. */
  private static List<Object> all(CommonsenseSettings settings) {
    return new ArrayList<>(
        List.of(
            settings.common().model(),
            settings.data(),
            settings.trainSet(),
            settings.dataSets(),
            settings.cutoff(),
            settings.predictedTokens(),
            settings.common().seed(),
            settings.common().trainRows(1_000),
            settings.common().batchSize(),
            settings.common().evaluateEvery(),
            settings.common().basePrecision(),
            settings.common().order(),
            settings.common().training(1_000),
            settings.common().method(),
            settings.memory(),
            settings.validationRows(),
            settings.validationSeed(),
            settings.validationBatchSize(),
            settings.keepBest(),
            settings.evaluationRows(1_000),
            settings.scorers(),
            settings.decoding(List.of(2)),
            settings.budget()));
  }
}
