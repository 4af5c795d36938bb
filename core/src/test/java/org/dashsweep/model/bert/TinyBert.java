package org.dashsweep.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.TinyEncoder;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorBytes;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.weights.Checkpoint;

/** A BERT of random weights that is large enough to be wrong and small enough to be fast. */
public final class TinyBert {
  public static final int HIDDEN = 32;
  public static final int BLOCKS = 2;
  public static final int INTERMEDIATE = 64;
  public static final int VOCABULARY = 60;
  public static final int LABELS = 3;
  public static final Labels CLASSES = new Labels.Classes(List.of("a", "b", "c"));
  private static final int LONGEST = 16;
  private static final int HEADS = 4;
  private static final int SEGMENTS = 2;

  private TinyBert() {}

  /** Its {@code config.json}, with dropout rates that only training without overrides would see. */
  public static JsonNode config() {
    return config(VOCABULARY);
  }

  /** The same for another vocabulary. */
  public static ObjectNode config(int vocabulary) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", "bert")
        .put("hidden_act", "gelu")
        .put("hidden_size", HIDDEN)
        .put("num_hidden_layers", BLOCKS)
        .put("num_attention_heads", HEADS)
        .put("intermediate_size", INTERMEDIATE)
        .put("vocab_size", vocabulary)
        .put("max_position_embeddings", LONGEST)
        .put("type_vocab_size", SEGMENTS)
        .put("layer_norm_eps", 1e-12)
        .put("hidden_dropout_prob", 0.1)
        .put("attention_probs_dropout_prob", 0.1);
  }

  /** Its weights: norms around one, all else normal. */
  public static Checkpoint checkpoint() {
    return checkpoint(VOCABULARY);
  }

  /** The same for another vocabulary. */
  public static Checkpoint checkpoint(int vocabulary) {
    TinyWeights weights = new TinyWeights(20, "");
    weights.normal("embeddings.word_embeddings.weight", 0, 1, vocabulary, HIDDEN);
    weights.normal("embeddings.position_embeddings.weight", 0, 0.5, LONGEST, HIDDEN);
    weights.normal("embeddings.token_type_embeddings.weight", 0, 0.5, SEGMENTS, HIDDEN);
    weights.norm("embeddings.LayerNorm", HIDDEN);
    for (int i = 0; i < BLOCKS; i++) {
      String prefix = "encoder.layer." + i + ".";
      for (String name : List.of("query", "key", "value")) {
        weights.linear(prefix + "attention.self." + name, HIDDEN, HIDDEN);
      }
      weights.linear(prefix + "attention.output.dense", HIDDEN, HIDDEN);
      weights.linear(prefix + "intermediate.dense", INTERMEDIATE, HIDDEN);
      weights.linear(prefix + "output.dense", HIDDEN, INTERMEDIATE);
      weights.norm(prefix + "attention.output.LayerNorm", HIDDEN);
      weights.norm(prefix + "output.LayerNorm", HIDDEN);
    }
    weights.linear("pooler.dense", HIDDEN, HIDDEN);
    return new Checkpoint("tiny BERT", weights.tensors(), Map.of());
  }

  /** The model; the caller closes it. */
  public static BertModel load() {
    return load(checkpoint());
  }

  /** The model with linear layers in another precision; the caller closes it. */
  public static BertModel load(Precision precision) {
    return BertModel.load(checkpoint(), config(), precision);
  }

  /** The model with other weights; the caller closes it. */
  public static BertModel load(Checkpoint checkpoint) {
    return BertModel.load(checkpoint, config(), Precision.FLOAT32);
  }

  /** A mean-pooled classifier without dropout; the caller closes it. */
  public static EncoderClassifier classifier(EncoderModel base, Method method) {
    return classifier(base, method, Pooling.MEAN, 0);
  }

  /**
   * A classifier; the caller closes it.
   *
   * @param dropout of hidden states and attention; the method says its own
   */
  public static EncoderClassifier classifier(
      EncoderModel base, Method method, Pooling pooling, double dropout) {
    return TinyEncoder.classifier(base, method, pooling, dropout, PositionAdapters.BOTH);
  }

  /** Examples of 3 to 12 random tokens in two segments. */
  public static List<EncodedExample> examples(int count) {
    Random random = new Random(21);
    List<EncodedExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example(i, 3 + random.nextInt(10), random));
    }
    return examples;
  }

  /** Examples of one length. */
  public static List<EncodedExample> examples(int count, int length) {
    Random random = new Random(22);
    List<EncodedExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example(i, length, random));
    }
    return examples;
  }

  private static EncodedExample example(int index, int length, Random random) {
    int[] tokens = random.ints(length, 0, VOCABULARY).toArray();
    int[] segments = new int[length];
    Arrays.fill(segments, length / 2, length, 1);
    return new EncodedExample(
        "example-" + index,
        new EncodedText(tokens, segments),
        new Label.OfClass(random.nextInt(LABELS)));
  }

  /** The examples' tokens as a batch. */
  public static PackedBatch pack(List<EncodedExample> examples) {
    return PackedBatch.of(examples.stream().map(EncodedExample::text).toList());
  }

  /**
   * One forward and backward pass without dropout.
   *
   * @param batchSize what the sum of the examples' losses is divided by
   * @return the loss
   */
  public static double accumulate(
      EncoderClassifier model, List<EncodedExample> examples, int batchSize) {
    try (TensorScope pass = TensorScope.open();
        ScriptModule losses =
            ScriptModule.compile(
                pass, "Losses", List.of("/org/dashsweep/train/classification.py"), Map.of())) {
      long[] labels =
          examples.stream()
              .mapToLong(example -> ((Label.OfClass) example.label()).index())
              .toArray();
      Tensor logits = model.trainingLogits(pass, pack(examples), DropoutSeeds.EVALUATION);
      Tensor loss =
          losses
              .differentiate(
                  pass,
                  "cross_entropy",
                  new Arguments()
                      .tensor(logits)
                      .tensor(pass.longs(labels, labels.length))
                      .tensor(pass.scalar((double) batchSize)))
              .get(0);
      Autograd.backward(loss);
      return loss.scalar();
    }
  }

  /** Logits without dropout, (B, labels), row after row. */
  public static float[] logits(EncoderClassifier model, List<EncodedExample> examples) {
    try (TensorScope pass = TensorScope.open()) {
      return model.logits(pass, pack(examples)).floats();
    }
  }

  /** The accumulated gradients of adapters and head, by name; every one of them must have one. */
  public static Map<String, float[]> gradients(EncoderClassifier model) {
    Map<String, float[]> gradients = new TreeMap<>();
    model.adapters().trainedByName().forEach((name, t) -> gradients.put(name, gradient(t)));
    model.head().forEach((name, tensor) -> gradients.put("head." + name, gradient(tensor)));
    return gradients;
  }

  /** A tensor's accumulated gradient. */
  public static float[] gradient(Tensor tensor) {
    try (Tensor gradient = Objects.requireNonNull(tensor.gradient(), "no gradient")) {
      return gradient.floats();
    }
  }

  /** Random values for A, B and all else that trains, so that adapters do something. */
  public static void randomise(EncoderClassifier model) {
    Random random = new Random(23);
    model.adapters().trained().forEach(tensor -> tensor.set(normal(random, tensor)));
  }

  private static float[] normal(Random random, Tensor like) {
    float[] values = new float[Math.toIntExact(like.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.2 * random.nextGaussian());
    }
    return values;
  }

  /** The bytes of every weight that trials share. */
  public static Map<String, ByteBuffer> bytes(EncoderModel base) {
    Map<String, ByteBuffer> bytes = new TreeMap<>();
    base.frozenTensors().forEach((name, tensor) -> bytes.put(name, TensorBytes.of(tensor)));
    base.head().forEach((name, tensor) -> bytes.put(name, TensorBytes.of(tensor)));
    return bytes;
  }
}
