package org.dashsweep.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.SingularVectors;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TestMethods;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.model.Activations;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.model.catalogue.TinyDecoder;
import org.dashsweep.model.llama.TinyLlama;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimate against the tensors themselves. */
@Tag("native")
final class DecoderMemoryTest {
  private static final TargetModules TARGETS =
      new TargetModules(List.of("q_proj", "k_proj", "v_proj", "up_proj", "down_proj"));
  private static final Lora LORA = new Lora(4, 8, 0.05, TARGETS);

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  static Stream<Method> methods() {
    return Stream.of(
        LORA,
        new Dora(LORA),
        new LoraDash(LORA, 2, 1, 1e-6, DirectionLaunchCount.UPDATES),
        new Lora(2, 4, 0, TargetModules.all()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void theBaseIsCountedToTheByte(Precision precision) {
    try (DecoderModel base = TinyLlama.load(precision)) {
      assertThat(new DecoderMemory(base.config(), precision, LORA).base()).isEqualTo(bytes(base));
    }
    try (DecoderModel tied = TinyLlama.loadTied()) {
      assertThat(new DecoderMemory(tied.config(), Precision.FLOAT32, LORA).base())
          .isEqualTo(bytes(tied));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TinyDecoder.MISTRAL, TinyDecoder.QWEN2, TinyDecoder.QWEN3_BIASED})
  void theBaseOfOtherFamiliesIsCountedToTheByte(String name) {
    for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
      try (DecoderModel base = TinyDecoder.of(name).load(precision)) {
        assertThat(new DecoderMemory(base.config(), precision, LORA).base()).isEqualTo(bytes(base));
      }
    }
  }

  /**
   * What nvidia-smi told on an NVIDIA H200 with PyTorch 2.11: 15,001 MiB before the first update of
   * a LLaMA-7B, base in bfloat16, on 16 rows of BoolQ with 2,983 tokens at most, and 58,905 MiB
   * behind the second, gradients of 214 MiB included. It counts in pages of 2 MiB and more.
   */
  @Test
  void aStepOfSevenBillionWeightsTakesWhatWasMeasuredOnAGpu() {
    DecoderConfig config =
        new DecoderConfig(
            4096,
            32,
            32,
            32,
            128,
            11008,
            32_000,
            2048,
            -1,
            1e-6,
            false,
            new RotaryEmbedding(10_000, new RotaryEmbedding.Unscaled()),
            DecoderAttention.PLAIN);
    DecoderMemory memory =
        new DecoderMemory(config, Precision.BFLOAT16, new Lora(32, 64, 0.05, TARGETS));
    double measured = (58_905.0 - 15_001 - 214) * (1 << 20);
    assertThat(
            (double)
                memory.gpuActivations(
                    new DecoderMemory.Pass(16, 2983, 256), new TrainingMemory(Activations.KEPT, 0)))
        .isCloseTo(measured, withinPercentage(5));
  }

  /** The bottlenecks around norms are defined behind residuals alone: plans ask for footprints. */
  @Test
  void bottlenecksAroundNormsAreNotForDecoders() {
    try (DecoderModel base = TinyLlama.load()) {
      for (String name : List.of("hadapter", "padapter")) {
        Method method = TestMethods.of(Methods.named(name).orElseThrow());
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new DecoderMemory(base.config(), Precision.FLOAT32, method))
            .withMessage(
                "%s is for encoders such as BERT and DeBERTa; use series or parallel for this model",
                name);
      }
    }
  }

  private static long bytes(DecoderModel base) {
    Map<String, Tensor> tensors = new TreeMap<>(base.embeddings());
    tensors.putAll(base.head());
    long bytes = bytes(tensors);
    for (int i = 0; i < base.config().blocks(); i++) {
      bytes += bytes(base.block(i));
    }
    return bytes;
  }

  private static long bytes(Map<String, Tensor> tensors) {
    return tensors.values().stream().mapToLong(tensor -> tensor.elements() * bytesOf(tensor)).sum();
  }

  /** DJL does not know how long a bfloat16 is. */
  private static int bytesOf(Tensor tensor) {
    return switch (tensor.array().getDataType()) {
      case INT64 -> 8;
      case FLOAT32 -> 4;
      default -> 2;
    };
  }

  @ParameterizedTest
  @MethodSource("methods")
  void adaptersAreCountedToTheByte(Method method) {
    try (DecoderModel base = TinyLlama.load();
        TensorScope scope = TensorScope.open()) {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 1);
      method.beforeForward(adapters, base, TrainingClock.at(1, 1));
      DecoderMemory memory = new DecoderMemory(base.config(), Precision.FLOAT32, method);
      assertThat(memory.trained()).isEqualTo(bytes(adapters.trainedByName()));
      assertThat(memory.trained() + memory.frozen()).isEqualTo(bytes(adapters.byName()));
      long vectors = 0;
      for (LinearLayer layer : adapters.layers()) {
        SingularVectors svd = base.singularVectors(layer);
        vectors += bytes(Map.of("u", svd.left(), "s", svd.values(), "v", svd.right()));
      }
      assertThat(memory.singularVectors()).isEqualTo(method instanceof LoraDash ? vectors : 0);
    }
  }
}
