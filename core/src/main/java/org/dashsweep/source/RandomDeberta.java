package org.dashsweep.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.dashsweep.model.deberta.DebertaConfig;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;

/**
 * DeBERTaV3 in its published sizes with random weights, for which nothing needs to be at hand. Its
 * words are MiniLM's: looking them up takes no longer than looking up one of 128,100.
 */
public final class RandomDeberta {
  /** Before the name of a published size. */
  static final String PREFIX = "random-deberta-v3-";

  private static final long SEED = 3;
  private static final double DEVIATION = 0.02;
  private static final int VOCABULARY = 30_522;
  private static final int BUCKETS = 256;

  private static final Map<String, Size> SIZES =
      Map.of(
          "xsmall", new Size(384, 12, 6),
          "small", new Size(768, 6, 12),
          "base", new Size(768, 12, 12),
          "large", new Size(1024, 24, 16));

  private final Size size;
  private final RandomGenerator random = new SplittableRandom(SEED);
  private final TreeMap<String, StoredTensor> tensors = new TreeMap<>();

  /** Width, layers and heads; the feed-forward layer is four times as wide. */
  private record Size(int hidden, int blocks, int heads) {}

  private RandomDeberta(Size size) {
    this.size = size;
  }

  /** Returns the model of a name; empty if no such model has the name. */
  public static Optional<ModelSource> read(String name) {
    if (!name.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Size size = SIZES.get(name.substring(PREFIX.length()));
    if (size == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model must be %s and one of %s: %s",
              PREFIX,
              String.join(", ", SIZES.keySet().stream().sorted().toList()),
              name));
    }
    RandomDeberta model = new RandomDeberta(size);
    model.draw();
    ObjectNode config = model.config();
    return Optional.of(
        new ModelSource(
            new Checkpoint(name, model.tensors, Map.of()),
            config,
            config,
            TokenizerFiles.ofJson(ModelSource.MINILM, PublishedBert.MINILM.tokenizer())));
  }

  private ObjectNode config() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", DebertaConfig.MODEL_TYPE)
        .put("hidden_size", size.hidden())
        .put("num_hidden_layers", size.blocks())
        .put("num_attention_heads", size.heads())
        .put("intermediate_size", 4 * size.hidden())
        .put("vocab_size", VOCABULARY)
        .put("max_position_embeddings", 512)
        .put("relative_attention", true)
        .put("position_buckets", BUCKETS)
        .put("norm_rel_ebd", "layer_norm")
        .put("share_att_key", true)
        .put("pos_att_type", "p2c|c2p")
        .put("position_biased_input", false);
  }

  private void draw() {
    int hidden = size.hidden();
    normal("deberta.embeddings.word_embeddings.weight", VOCABULARY, hidden);
    norm("deberta.embeddings.LayerNorm");
    normal("deberta.encoder.rel_embeddings.weight", 2 * BUCKETS, hidden);
    norm("deberta.encoder.LayerNorm");
    for (int block = 0; block < size.blocks(); block++) {
      String layer = "deberta.encoder.layer." + block + ".";
      for (String name : List.of("query_proj", "key_proj", "value_proj")) {
        linear(layer + "attention.self." + name, hidden, hidden);
      }
      linear(layer + "attention.output.dense", hidden, hidden);
      norm(layer + "attention.output.LayerNorm");
      linear(layer + "intermediate.dense", 4 * hidden, hidden);
      linear(layer + "output.dense", hidden, 4 * hidden);
      norm(layer + "output.LayerNorm");
    }
  }

  private void linear(String name, int outputs, int inputs) {
    normal(name + ".weight", outputs, inputs);
    constant(name + ".bias", 0, outputs);
  }

  private void norm(String name) {
    constant(name + ".weight", 1, size.hidden());
    constant(name + ".bias", 0, size.hidden());
  }

  private void normal(String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian(0, DEVIATION);
    }
    put(name, values, rows, columns);
  }

  private void constant(String name, float value, int width) {
    float[] values = new float[width];
    Arrays.fill(values, value);
    put(name, values, width);
  }

  private void put(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    tensors.put(
        name, new StoredTensor(ElementType.FLOAT32, Arrays.stream(shape).boxed().toList(), bytes));
  }
}
