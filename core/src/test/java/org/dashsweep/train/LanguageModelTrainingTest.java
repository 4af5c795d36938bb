package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.dashsweep.train.TinyLlamaTraining.BATCH;
import static org.dashsweep.train.TinyTraining.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TestMethods;
import org.dashsweep.model.Activations;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.TinyLlama;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.TensorBytes;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("native")
class LanguageModelTrainingTest {
  private static final TargetModules TARGETS =
      new TargetModules(List.of("q_proj", "k_proj", "v_proj", "up_proj", "down_proj"));
  private static final Lora LORA = new Lora(4, 8, 0, TARGETS);
  private static final LoraDash DASH =
      new LoraDash(new Lora(4, 8, 0.1, TARGETS), 3, 2, 1e-6, DirectionLaunchCount.UPDATES);

  private static final Set<String> ENCODERS_ALONE = Set.of("bitfit", "hadapter", "padapter");

  private final DecoderModel base = TinyLlama.load();

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  @AfterEach
  void close() {
    base.close();
  }

  @Test
  void itLearns() {
    try (TinyLlamaTraining tiny = new TinyLlamaTraining(base, DASH, settings(60, BATCH, 2e-2))) {
      List<Double> losses = tiny.until(60).losses();
      assertThat(losses.get(59)).isLessThan(0.7 * losses.get(0));
    }
  }

  /** Parts of different numbers of predicted tokens count by those, not by their examples. */
  @Test
  void microBatchesAddUpToTheBatch() {
    for (int size : new int[] {1, 2, 4}) {
      try (TinyLlamaTraining whole = new TinyLlamaTraining(base, LORA, settings(3, BATCH, 1e-2));
          TinyLlamaTraining parts = new TinyLlamaTraining(base, LORA, settings(3, size, 1e-2))) {
        whole.until(3);
        parts.until(3);
        for (int step = 0; step < 3; step++) {
          assertThat(parts.losses().get(step)).isCloseTo(whole.losses().get(step), within(1e-5));
          assertThat(parts.gradientNorms().get(step))
              .isCloseTo(whole.gradientNorms().get(step), within(1e-4));
          assertThat(parts.training.history().get(step).tokens())
              .isEqualTo(whole.training.history().get(step).tokens());
        }
        // AdamW divides by the gradient's root mean square: where that is about 0, rounding counts.
        Differences.assertClose(parts.weights(), whole.weights(), 5e-3);
      }
    }
  }

  /** With the launch between, and masks that must be drawn again as they were. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void recomputedActivationsChangeNothingToTheBit(Precision precision) {
    try (DecoderModel rounded = TinyLlama.load(precision);
        TinyLlamaTraining kept = new TinyLlamaTraining(rounded, DASH, settings(5, 4, 1e-2));
        TinyLlamaTraining recomputed =
            new TinyLlamaTraining(
                rounded,
                DASH,
                settings(5, 4, 1e-2),
                new TrainingMemory(Activations.RECOMPUTED, 0))) {
      kept.until(5);
      recomputed.until(5);
      assertThat(recomputed.losses()).isEqualTo(kept.losses());
      assertThat(recomputed.gradientNorms()).isEqualTo(kept.gradientNorms());
      assertThat(recomputed.state()).isEqualTo(kept.state());
    }
  }

  /** bfloat16 has 8 bits: about 0.4 % of a weight, of either sign. */
  @Test
  void itLearnsOnABaseInBfloat16() {
    try (DecoderModel rounded = TinyLlama.load(Precision.BFLOAT16);
        TinyLlamaTraining tiny = new TinyLlamaTraining(rounded, DASH, settings(60, BATCH, 2e-2));
        TinyLlamaTraining exact = new TinyLlamaTraining(base, DASH, settings(60, BATCH, 2e-2))) {
      StepRecord first = tiny.training.step();
      assertThat(first.loss())
          .isCloseTo(exact.training.step().loss(), withinPercentage(1))
          .isNotEqualTo(exact.losses().get(0));
      assertThat(first.gradientNorm()).isCloseTo(exact.gradientNorms().get(0), withinPercentage(5));
      assertThat(tiny.until(60).losses().get(59)).isLessThan(0.7 * first.loss());
      assertThat(tiny.weights()).allSatisfy((name, w) -> assertThat(w).doesNotContain(Float.NaN));
    }
  }

  /** Every method that a decoder without biases can be trained by. */
  static Stream<Method> methods() {
    return Methods.ALL.stream()
        .filter(type -> type.trains() && !type.trainsHeadAlone())
        .filter(type -> !ENCODERS_ALONE.contains(type.name()))
        .map(TestMethods::of);
  }

  /** Interrupted before, at and behind the launch of what has one. */
  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodResumesToTheBit(Method method, @TempDir Path directory) throws IOException {
    Path file = directory.resolve("training.safetensors");
    try (TinyLlamaTraining whole = new TinyLlamaTraining(base, method, settings(4, 4, 1e-2))) {
      whole.until(4);
      for (int interruption = 1; interruption < 4; interruption++) {
        try (TinyLlamaTraining part = new TinyLlamaTraining(base, method, settings(4, 4, 1e-2))) {
          part.until(interruption);
          TrainingCheckpoint.write(file, "0123456789abcdef", part.training, Map.of());
        }
        try (TinyLlamaTraining rest = new TinyLlamaTraining(base, method, settings(4, 4, 1e-2))) {
          assertThat(TrainingCheckpoint.resume(file, "0123456789abcdef", rest.training))
              .isPresent();
          rest.until(4);
          assertThat(rest.losses()).isEqualTo(whole.losses());
          assertThat(rest.state()).isEqualTo(whole.state());
        }
      }
    }
  }

  /** The trained tensors stay in float32 beside a base in bfloat16. */
  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodTrainsOnABaseInBfloat16(Method method) {
    try (DecoderModel rounded = TinyLlama.load(Precision.BFLOAT16);
        TinyLlamaTraining tiny = new TinyLlamaTraining(rounded, method, settings(4, BATCH, 2e-3));
        TinyLlamaTraining exact = new TinyLlamaTraining(base, method, settings(4, BATCH, 2e-3))) {
      tiny.until(4);
      exact.until(4);
      for (int step = 0; step < 4; step++) {
        assertThat(tiny.losses().get(step))
            .isCloseTo(exact.losses().get(step), withinPercentage(2));
      }
      assertThat(tiny.losses()).isNotEqualTo(exact.losses());
      assertThat(tiny.training.unmoved()).isEmpty();
      assertThat(tiny.weights().keySet()).isEqualTo(exact.weights().keySet());
      for (float[] weights : tiny.weights().values()) {
        for (float weight : weights) {
          assertThat(weight).isFinite();
        }
      }
      assertThat(tiny.model.adapters().trained())
          .allMatch(tensor -> TensorBytes.of(tensor).remaining() == 4 * tensor.elements());
    }
  }

  @Test
  void theBaseStaysAsItIsToTheBit() {
    Map<String, ByteBuffer> before = bytes();
    try (TinyLlamaTraining tiny = new TinyLlamaTraining(base, DASH, settings(4, BATCH, 1e-1))) {
      tiny.until(4);
      assertThat(bytes()).isEqualTo(before);
    }
  }

  private Map<String, ByteBuffer> bytes() {
    Map<String, ByteBuffer> bytes = new TreeMap<>();
    try (TensorScope scope = TensorScope.open()) {
      for (String name : base.weights().names()) {
        bytes.put(name, TensorBytes.of(base.weights().weight(scope, name)));
      }
    }
    return bytes;
  }

  @Test
  void refusesWhatIsNoObjective() {
    try (TensorScope scope = TensorScope.open();
        DecoderLanguageModel bare =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0)) {
      assertThatThrownBy(() -> new LanguageModelObjective(bare, TinyLlama.sequences(1)))
          .hasMessageContaining("without adapters nothing trains");
      LORA.attach(bare.adapters(), base, 1);
      List<TinyLlama.Line> lines =
          List.of(new TinyLlama.Line(List.of(1, 2), 2), new TinyLlama.Line(List.of(3, 4, 5), 3));
      assertThatThrownBy(() -> new LanguageModelObjective(bare, lines))
          .hasMessageContaining("none of 2 training examples predicts a token");
    }
  }

  /** Alone in a micro-batch and even in an update, such an example adds nothing. */
  @ParameterizedTest
  @EnumSource
  void examplesThatPredictNothingAddNothing(Activations activations) {
    List<TinyLlama.Line> some = TinyLlama.sequences(4);
    TinyLlama.Line nothing = new TinyLlama.Line(List.of(3, 4, 5), 3);
    List<TinyLlama.Line> with = List.of(some.get(0), nothing, nothing, some.get(1));
    List<TinyLlama.Line> without = List.of(some.get(0), some.get(1));
    TrainingMemory memory = new TrainingMemory(activations, 0);
    try (TinyLlamaTraining all =
            new TinyLlamaTraining(base, LORA, settings(2, 1, 1e-2), memory, with, 4);
        TinyLlamaTraining those =
            new TinyLlamaTraining(base, LORA, settings(2, 1, 1e-2), memory, without, 2);
        TinyLlamaTraining alone =
            new TinyLlamaTraining(
                base, LORA, settings(2, 1, 1e-2), memory, List.of(nothing, some.get(2)), 1)) {
      all.until(2);
      those.until(2);
      assertThat(all.losses().get(0)).isCloseTo(those.losses().get(0), within(1e-6));
      Differences.assertClose(all.weights(), those.weights(), 1e-5);
      alone.until(2);
      assertThat(alone.losses()).contains(0.0).anyMatch(loss -> loss > 0);
      assertThat(alone.gradientNorms()).contains(0.0);
    }
  }

  @Test
  void goesOnAsIfItHadNotStopped(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("training.safetensors");
    for (int interruption : new int[] {1, 2, 4}) {
      try (TinyLlamaTraining begun = new TinyLlamaTraining(base, DASH, settings(5, 4, 1e-2));
          TinyLlamaTraining resumed = new TinyLlamaTraining(base, DASH, settings(5, 4, 1e-2))) {
        begun.until(interruption);
        TrainingCheckpoint.write(file, "trial", begun.training, Map.of());
        begun.until(5);

        assertThat(TrainingCheckpoint.resume(file, "trial", resumed.training)).isPresent();
        resumed.until(5);

        assertThat(resumed.losses()).isEqualTo(begun.losses());
        assertThat(resumed.state()).isEqualTo(begun.state());
      }
    }
  }
}
