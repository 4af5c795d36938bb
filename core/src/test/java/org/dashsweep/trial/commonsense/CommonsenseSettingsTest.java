package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.PredictedTokens;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.model.TrainingMemory;
import org.junit.jupiter.api.Test;

final class CommonsenseSettingsTest {
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
}
