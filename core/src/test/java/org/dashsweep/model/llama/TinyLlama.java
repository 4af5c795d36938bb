package org.dashsweep.model.llama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/** A LLaMA 3 of two blocks whose 8 heads share 2 of keys and of values, and sequences for it. */
public final class TinyLlama {
  private static final HuggingFaceDirectory DIRECTORY = directory("llama3-tiny");

  private TinyLlama() {}

  private static HuggingFaceDirectory directory(String name) {
    try {
      return HuggingFaceDirectory.read(
          Path.of(
              Objects.requireNonNull(
                      TinyLlama.class.getResource("/org/dashsweep/verification/" + name))
                  .toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its shape. */
  public static DecoderConfig config() {
    return LlamaConfig.read("config.json", DIRECTORY.config());
  }

  /** The model; the caller closes it. */
  public static DecoderModel load() {
    return load(Precision.FLOAT32);
  }

  /** The model with linear layers in another precision; the caller closes it. */
  public static DecoderModel load(Precision precision) {
    return DecoderModel.load(DIRECTORY.checkpoint(), config(), precision);
  }

  /** One of the bundled models by its folder's name; the caller closes it. */
  public static DecoderModel load(String name) {
    HuggingFaceDirectory directory = directory(name);
    return DecoderModel.load(
        directory.checkpoint(),
        LlamaConfig.read("config.json", directory.config()),
        Precision.FLOAT32);
  }

  /** A model whose head is its embeddings; the caller closes it. */
  public static DecoderModel loadTied() {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(DIRECTORY.checkpoint().tensors());
    tensors.remove("lm_head.weight");
    return DecoderModel.load(
        new Checkpoint("tied", tensors, DIRECTORY.checkpoint().metadata()),
        LlamaConfig.read(
            "config.json",
            DIRECTORY.config().<ObjectNode>deepCopy().put("tie_word_embeddings", true)),
        Precision.FLOAT32);
  }

  /** Sequences of 3 to 12 random tokens; every third one does not predict its first half. */
  public static List<Line> sequences(int count) {
    Random random = new Random(17);
    List<Line> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 3 + random.nextInt(10);
      List<Integer> tokens = random.ints(length, 0, config().vocabularySize()).boxed().toList();
      sequences.add(new Line(tokens, i % 3 == 0 ? length / 2 : 0));
    }
    return sequences;
  }

  /**
   * A sequence of tokens.
   *
   * @param given tokens at its start that are not to be predicted
   */
  public record Line(List<Integer> tokens, int given) implements CausalBatch.Sequence {
    public Line {
      tokens = List.copyOf(tokens);
    }

    @Override
    public int[] tokenIds() {
      return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public long[] labels() {
      long[] labels = tokens.stream().mapToLong(Integer::longValue).toArray();
      Arrays.fill(labels, 0, given, CausalBatch.IGNORED);
      return labels;
    }
  }
}
