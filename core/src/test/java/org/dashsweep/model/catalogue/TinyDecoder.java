package org.dashsweep.model.catalogue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.TinyLlama.Line;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/** One of the bundled decoders of any family, and sequences for it. */
public record TinyDecoder(String name, HuggingFaceDirectory directory) {
  /** A window of 4 tokens in every block. */
  public static final String MISTRAL = "mistral-tiny";

  /** Biases, a tied head, a window of 4 tokens from the second of three blocks on, two files. */
  public static final String QWEN2 = "qwen2-tiny";

  /** Norms of heads. */
  public static final String QWEN3 = "qwen3-tiny";

  /** Norms of heads, biases, a tied head, a window of 3 tokens in the second of three blocks. */
  public static final String QWEN3_BIASED = "qwen3-biased-tiny";

  /** Reads a model's directory. */
  public static TinyDecoder of(String name) {
    return new TinyDecoder(name, HuggingFaceDirectory.read(path(name)));
  }

  /** Returns the directory of a model. */
  public static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(
                  TinyDecoder.class.getResource("/org/dashsweep/verification/" + name))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns its shape. */
  public DecoderConfig config() {
    return DecoderFamilies.read(name, directory.config());
  }

  /** Returns the model; the caller closes it. */
  public DecoderModel load(Precision precision) {
    return DecoderModel.load(directory.checkpoint(), config(), precision);
  }

  /** Returns the model with other tensors in place of some; the caller closes it. */
  public DecoderModel load(TreeMap<String, StoredTensor> tensors) {
    return DecoderModel.load(
        new Checkpoint(name, tensors, directory.checkpoint().metadata()),
        config(),
        Precision.FLOAT32);
  }

  /** Returns sequences of 1 to 12 random tokens, most of them longer than the windows. */
  public List<Line> sequences(int count) {
    Random random = new Random(23);
    int vocabulary = config().vocabularySize();
    return IntStream.range(0, count)
        .mapToObj(i -> random.ints(1 + (i * 5 + 6) % 12, 0, vocabulary).boxed().toList())
        .map(tokens -> new Line(tokens, tokens.size() / 3))
        .toList();
  }
}
