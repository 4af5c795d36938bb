package org.dashsweep.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.llama.LlamaConfig;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a LLaMA 3 of 8 heads that share 2 of keys and of values. */
@Tag("native")
final class DecoderLanguageModelTest {
  private final HuggingFaceDirectory tiny;
  private final DecoderConfig config;

  DecoderLanguageModelTest() throws Exception {
    tiny =
        HuggingFaceDirectory.read(
            Path.of(
                Objects.requireNonNull(
                        DecoderLanguageModelTest.class.getResource(
                            "/org/dashsweep/verification/llama3-tiny"))
                    .toURI()));
    config = LlamaConfig.read("config.json", tiny.config());
  }

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  private record Line(List<Integer> tokens) implements CausalBatch.Sequence {
    @Override
    public int[] tokenIds() {
      return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public long[] labels() {
      return tokens.stream().mapToLong(Integer::longValue).toArray();
    }
  }

  @Test
  void layersHaveTheWidthsOfTheirHeads() {
    try (DecoderModel base = load(tiny.checkpoint(), config)) {
      assertThat(base.linearLayers())
          .hasSize(2 * 7)
          .contains(
              new LinearLayer(0, "self_attn.q_proj", 64, 64),
              new LinearLayer(0, "self_attn.k_proj", 16, 64),
              new LinearLayer(1, "self_attn.v_proj", 16, 64),
              new LinearLayer(1, "mlp.down_proj", 64, 144));
    }
  }

  /** A target in the middle of a joined product leaves the columns on both its sides alone. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAdaptedModelEqualsTheMergedOne(boolean rescaled) {
    Lora lora = new Lora(3, 6, 0, new TargetModules(List.of("k_proj", "up_proj", "o_proj")));
    Method method = rescaled ? new Dora(lora) : lora;
    TreeMap<String, StoredTensor> merged = new TreeMap<>(tiny.checkpoint().tensors());
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = load(tiny.checkpoint(), config)) {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 5);
      Random random = new Random(3);
      for (LinearLayer layer : adapters.layers()) {
        Tensor b = adapters.get(layer, Lora.B);
        b.set(normal(random, (int) b.elements()));
        merged.computeIfPresent(
            "model.layers.%d.%s.weight".formatted(layer.block(), layer.module()),
            (name, weight) ->
                sum(weight, method.weightChange(scope, adapters, base, layer).floats()));
      }
      float[] adapted = logits(base, adapters);

      try (DecoderModel other =
          load(new Checkpoint("merged", merged, tiny.checkpoint().metadata()), config)) {
        assertThat(largestDifference(adapted, logits(other, new AdapterSet(scope))))
            .isLessThan(1e-4);
      }
      assertThat(largestDifference(adapted, logits(base, new AdapterSet(scope))))
          .as("the adapters do something")
          .isGreaterThan(0.1);
    }
  }

  @Test
  void aTiedHeadIsTheEmbeddings() {
    TreeMap<String, StoredTensor> copied = new TreeMap<>(tiny.checkpoint().tensors());
    copied.put("lm_head.weight", tiny.checkpoint().tensor("model.embed_tokens.weight"));
    TreeMap<String, StoredTensor> tied = new TreeMap<>(tiny.checkpoint().tensors());
    tied.remove("lm_head.weight");
    DecoderConfig tiedConfig =
        LlamaConfig.read(
            "config.json", tiny.config().<ObjectNode>deepCopy().put("tie_word_embeddings", true));
    try (TensorScope scope = TensorScope.open();
        DecoderModel first =
            load(new Checkpoint("copied", copied, tiny.checkpoint().metadata()), config);
        DecoderModel second =
            load(new Checkpoint("tied", tied, tiny.checkpoint().metadata()), tiedConfig)) {
      assertThat(logits(second, new AdapterSet(scope)))
          .isEqualTo(logits(first, new AdapterSet(scope)));
    }
  }

  /** No token sees a later one, nor one of another sequence. */
  @Test
  void tokensSeeWhatIsBeforeThemInTheirSequence() {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = load(tiny.checkpoint(), config);
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0)) {
      Line three = new Line(List.of(9, 4, 1));
      Line five = new Line(List.of(7, 7, 2, 30, 31));
      Line longer = new Line(List.of(9, 4, 1, 50, 60));
      float[] together = model.logits(scope, CausalBatch.of(List.of(three, five))).floats();
      float[] alone = model.logits(scope, CausalBatch.of(List.of(five))).floats();
      float[] prefix = model.logits(scope, CausalBatch.of(List.of(longer))).floats();

      int first = 3 * config.vocabularySize();
      assertThat(largestDifference(Arrays.copyOfRange(together, first, together.length), alone))
          .isLessThan(1e-5);
      assertThat(largestDifference(Arrays.copyOf(together, first), Arrays.copyOf(prefix, first)))
          .isLessThan(1e-5);
    }
  }

  private static DecoderModel load(Checkpoint checkpoint, DecoderConfig config) {
    return DecoderModel.load(checkpoint, config, Precision.FLOAT32);
  }

  private static float[] logits(DecoderModel base, AdapterSet adapters) {
    try (TensorScope scope = TensorScope.open();
        DecoderLanguageModel model = new DecoderLanguageModel(scope, base, adapters, 0)) {
      return model
          .logits(
              scope,
              CausalBatch.of(
                  List.of(new Line(List.of(3, 5, 8, 13)), new Line(List.of(21, 34, 55)))))
          .floats();
    }
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (0.2 * random.nextGaussian());
    }
    return values;
  }

  private static StoredTensor sum(StoredTensor weight, float[] change) {
    float[] values = weight.toFloats();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      bytes.putFloat(values[i] + change[i]);
    }
    return new StoredTensor(ElementType.FLOAT32, weight.shape(), bytes.flip());
  }

  private static double largestDifference(float[] first, float[] second) {
    double largest = 0;
    for (int i = 0; i < first.length; i++) {
      largest = Math.max(largest, Math.abs(first[i] - second[i]));
    }
    return largest;
  }
}
