package org.dashsweep.trial.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Precision;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.LearningRateSchedule;
import org.junit.jupiter.api.Test;

class ClassificationSettingsTest {
  @Test
  void defaultsAreThoseThatAreDocumented() {
    ClassificationSettings settings =
        new ClassificationSettings(
            TinyTrial.config(
                """
                  method: lora
                  rank: 4
                  model: minilm
                  task: supersense
                  epochs: 1
                  learning-rate: 2e-3
                """));
    assertThat(settings.common().method()).isEqualTo(new Lora(4, 8, 0, TargetModules.all()));
    assertThat(settings.common().seed()).isEqualTo(1);
    assertThat(settings.maximumLength()).isEqualTo(128);
    assertThat(settings.common().trainRows(4_321)).isEqualTo(4_321);
    assertThat(settings.common().batchSize()).isEqualTo(32);
    assertThat(settings.evaluateEvery(4_321)).isZero();
    assertThat(settings.evaluationBatchSize()).isEqualTo(64);
    assertThat(settings.common().basePrecision()).isEqualTo(Precision.FLOAT32);
    assertThat(settings.classifier(3))
        .isEqualTo(
            new ClassifierSettings(
                3,
                Pooling.MEAN,
                ClassifierSettings.MODELS_OWN_RATE,
                ClassifierSettings.MODELS_OWN_RATE,
                ClassifierSettings.MODELS_OWN_RATE,
                0,
                PositionAdapters.BOTH,
                1));
    assertThat(settings.common().order()).isEqualTo(new BatchOrder.Shuffled());
    // 4,321 rows are 135 batches of 32 and one row.
    assertThat(settings.common().totalSteps(4_321)).isEqualTo(136);
    assertThat(settings.common().training(4_321).microBatchSize()).isEqualTo(32);
    assertThat(settings.common().training(4_321).schedule())
        .isEqualTo(new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 2e-3, 0, 136));
    assertThat(settings.common().training(4_321).optimizer())
        .isEqualTo(new AdamWSettings(0.9, 0.999, 1e-8, 0, 1));
  }

  @Test
  void everyMethodIsBuilt() {
    String common =
        "  {model: tiny, task: supersense, optimizer-steps: 50, learning-rate: 1e-3, method: %s}\n";
    assertThat(method(common.formatted("head-only"))).isEqualTo(new HeadOnly());
    assertThat(method(common.formatted("lora, rank: 8, alpha: 4, target-modules: [value, query]")))
        .isEqualTo(new Lora(8, 4, 0, new TargetModules(List.of("query", "value"))));
    assertThat(
            method(
                common.formatted(
                    "lora-dash, rank: 2, directions: 5, launch-step: 7, epsilon: 0.1, launch-counts: forward-calls, adapter-dropout: 0.2")))
        .isEqualTo(
            new LoraDash(
                new Lora(2, 4, 0.2, TargetModules.all()),
                5,
                7,
                0.1,
                DirectionLaunchCount.FORWARD_CALLS));
  }

  @Test
  void evaluationsCanFollowEpochs() {
    ClassificationSettings settings =
        new ClassificationSettings(
            TinyTrial.config(TinyTrial.LORA_DASH + "  evaluate-every-epochs: 2\n"));
    // 10 rows are 2 batches of 4 and one of 2.
    assertThat(settings.evaluateEvery(10)).isEqualTo(6);
    // 5 updates; the first evaluation would come after the sixth.
    assertThat(settings.forwardPasses(10, List.of(16, 17))).isEqualTo(5);
    // After updates 2 and 4; 16 rows are a batch, 17 are two.
    assertThat(settings.forwardPasses(4, List.of(16, 17))).isEqualTo(5 + 2 * 3);
    assertThatThrownBy(
            () ->
                TinyTrial.config(
                    TinyTrial.LORA_DASH + "  evaluate-every-epochs: 2\n  evaluate-every: 3\n"))
        .hasMessageContaining("evaluate-every must be 0 where evaluate-every-epochs is given");
  }

  @Test
  void aWarmUpRatioIsRoundedUp() {
    // 0.1 * 30 is 3.0000000000000004 in binary and means 3.
    for (Map.Entry<Integer, Integer> expected : Map.of(30, 3, 31, 4, 5, 1).entrySet()) {
      TreeMap<String, Object> values =
          new TreeMap<>(TinyTrial.config(TinyTrial.LORA_DASH).values());
      values.put("optimizer-steps", (long) expected.getKey());
      values.put("warm-up-ratio", 0.1);
      assertThat(
              new ClassificationSettings(new TrialConfig(values))
                  .common()
                  .training(20)
                  .schedule()
                  .warmUpSteps())
          .isEqualTo(expected.getValue());
    }
  }

  @Test
  void trainingRowsAreAtMostThoseThereAre() {
    TreeMap<String, Object> values = new TreeMap<>(TinyTrial.config(TinyTrial.LORA_DASH).values());
    values.put("train-rows", 100L);
    ClassificationSettings settings = new ClassificationSettings(new TrialConfig(values));
    assertThat(settings.common().trainRows(4_000)).isEqualTo(100);
    assertThat(settings.common().trainRows(50)).isEqualTo(50);
    assertThat(settings.common().training(50).schedule().at(1)).isCloseTo(1e-2, within(1e-12));
  }

  private static Object method(String fixed) {
    return new ClassificationSettings(TinyTrial.config(fixed)).common().method();
  }
}
