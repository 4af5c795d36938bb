package org.dashsweep.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
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
import org.dashsweep.checkpoint.Checkpoint;
import org.dashsweep.checkpoint.ElementType;
import org.dashsweep.checkpoint.StoredTensor;
import org.dashsweep.model.Activations;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The estimate against the tensors themselves, and against what the system counts. */
@Tag("native")
final class LlamaMemoryTest {
  private static final TargetModules TARGETS =
      new TargetModules(List.of("q_proj", "k_proj", "v_proj", "up_proj", "down_proj"));
  private static final Lora LORA = new Lora(4, 8, 0.05, TARGETS);

  private static final LlamaConfig MEDIUM =
      new LlamaConfig(512, 8, 8, 8, 64, 1376, 2000, -1, 1e-6, false, TinyLlama.config().rotary());

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

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPassTakesWhatWasEstimated() throws IOException {
    try (LlamaModel base = LlamaModel.load(random(MEDIUM), MEDIUM, Precision.FLOAT32)) {
      for (Activations activations : Activations.values()) {
        TrainingMemory memory = new TrainingMemory(activations, 0);
        try (TensorScope scope = TensorScope.open()) {
          AdapterSet adapters = new AdapterSet(scope);
          LORA.attach(adapters, base, 1);
          try (LlamaLanguageModel model =
              new LlamaLanguageModel(scope, base, adapters, LORA.dropout(), memory)) {
            // The first pass compiles kernels and makes the gradients.
            accumulate(model, batch(4, 200));
            long measured = peak(() -> accumulate(model, batch(4, 200)));
            LlamaMemory estimate = new LlamaMemory(MEDIUM, Precision.FLOAT32, LORA);
            assertThat(estimate.activations(800, memory) + estimate.heapReserve(800, memory))
                .as(activations.name())
                .isCloseTo(measured, withinPercentage(20));
          }
        }
      }
    }
  }

  private static void accumulate(LlamaLanguageModel model, CausalBatch batch) {
    model.accumulate(batch, batch.predicted(), DropoutSeeds.training(1, 1));
  }

  private static CausalBatch batch(int examples, int tokens) {
    List<TinyLlama.Line> lines = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < examples; i++) {
      lines.add(
          new TinyLlama.Line(random.ints(tokens, 0, MEDIUM.vocabularySize()).boxed().toList(), 0));
    }
    return CausalBatch.of(lines);
  }

  private static long peak(Runnable work) throws IOException {
    System.gc();
    Torch.releaseFreedMemory();
    long before = status("VmRSS:");
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    work.run();
    return status("VmHWM:") - before;
  }

  private static long status(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static Checkpoint random(LlamaConfig config) {
    Random random = new Random(5);
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    long hidden = config.hiddenSize();
    long vocabulary = config.vocabularySize();
    tensors.put("model.embed_tokens.weight", tensor(random, vocabulary, hidden));
    tensors.put("lm_head.weight", tensor(random, vocabulary, hidden));
    tensors.put("model.norm.weight", tensor(random, hidden));
    for (LinearLayer layer : config.linearLayers()) {
      String prefix = "model.layers." + layer.block() + ".";
      tensors.put(
          prefix + layer.module() + ".weight",
          tensor(random, (long) layer.outputs(), (long) layer.inputs()));
      tensors.put(prefix + "input_layernorm.weight", tensor(random, hidden));
      tensors.put(prefix + "post_attention_layernorm.weight", tensor(random, hidden));
    }
    return new Checkpoint("random", tensors, Map.of());
  }

  private static StoredTensor tensor(Random random, Long... shape) {
    List<Long> dimensions = Arrays.asList(shape);
    int count = Math.toIntExact(dimensions.stream().reduce(1L, (a, b) -> a * b));
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(4 * i, shape.length == 1 ? 1 : (float) (0.02 * random.nextGaussian()));
    }
    return new StoredTensor(ElementType.FLOAT32, dimensions, bytes);
  }
}
