package org.dashsweep.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.source.ModelSource;
import org.dashsweep.source.PublishedBert;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.Checkpoint;

/**
 * RoBERTa and ModernBERT in their published sizes with random weights, for which nothing needs to
 * be at hand. Their words are MiniLM's.
 */
final class RandomEncoder {
  private static final long SEED = 3;
  private static final int VOCABULARY = 30_522;

  /** By the beginning of a model's name. */
  private static final Map<String, Map<String, Size>> SIZES =
      new TreeMap<>(
          Map.of(
              "random-roberta-",
              Map.of(
                  "base", new Size("roberta", 768, 12, 12, 3072),
                  "large", new Size("roberta", 1024, 24, 16, 4096)),
              "random-modernbert-",
              Map.of(
                  "base", new Size("modernbert", 768, 22, 12, 1152),
                  "large", new Size("modernbert", 1024, 28, 16, 2624))));

  private RandomEncoder() {}

  /** A published size; the width of the feed-forward layer comes last. */
  private record Size(String modelType, int hidden, int blocks, int heads, int wide) {
    /** Keys of either family; each ignores the other's. */
    ObjectNode config() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("model_type", modelType)
          .put("hidden_size", hidden)
          .put("num_hidden_layers", blocks)
          .put("num_attention_heads", heads)
          .put("intermediate_size", wide)
          .put("vocab_size", VOCABULARY)
          .put("max_position_embeddings", modelType.equals("roberta") ? 514 : 8192)
          .put("type_vocab_size", 2)
          .put("layer_norm_eps", 1e-5)
          .put("hidden_dropout_prob", 0.1)
          .put("attention_probs_dropout_prob", 0.1);
    }
  }

  /** Returns the model of a name; empty if no such model has the name. */
  static Optional<ModelSource> read(String name) {
    return SIZES.keySet().stream()
        .filter(name::startsWith)
        .findFirst()
        .map(start -> read(name, start));
  }

  private static ModelSource read(String name, String start) {
    Map<String, Size> sizes = new TreeMap<>(SIZES.get(start));
    Size size = sizes.get(name.substring(start.length()));
    if (size == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model must be %s and one of %s: %s",
              start,
              String.join(", ", sizes.keySet()),
              name));
    }
    ObjectNode config = size.config();
    Checkpoint checkpoint = EncoderFamilies.find(config).orElseThrow().draw(name, config, SEED);
    return new ModelSource(
        checkpoint,
        config,
        config,
        TokenizerFiles.ofJson(ModelSource.MINILM, PublishedBert.MINILM.tokenizer()));
  }
}
