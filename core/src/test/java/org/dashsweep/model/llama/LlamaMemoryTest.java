package org.dashsweep.model.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.LaunchCount;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.SingularVectors;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The estimate against the tensors themselves. */
@Tag("native")
final class LlamaMemoryTest {
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
        new LoraDash(LORA, 2, 1, 1e-6, LaunchCount.UPDATES),
        new Lora(2, 4, 0, TargetModules.all()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void theBaseIsCountedToTheByte(Precision precision) {
    try (LlamaModel base = TinyLlama.load(precision)) {
      assertThat(new LlamaMemory(base.config(), precision, LORA).base()).isEqualTo(bytes(base));
    }
    try (LlamaModel tied = TinyLlama.loadTied()) {
      assertThat(new LlamaMemory(tied.config(), Precision.FLOAT32, LORA).base())
          .isEqualTo(bytes(tied));
    }
  }

  private static long bytes(LlamaModel base) {
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
    try (LlamaModel base = TinyLlama.load();
        TensorScope scope = TensorScope.open()) {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 1);
      method.beforeForward(adapters, base, 1, 1);
      LlamaMemory memory = new LlamaMemory(base.config(), Precision.FLOAT32, method);
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
