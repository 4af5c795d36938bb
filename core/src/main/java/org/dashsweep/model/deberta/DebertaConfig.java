package org.dashsweep.model.deberta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dashsweep.model.Activation;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.EncoderConfig;

/**
 * The shape of a DeBERTa v2 or v3 encoder, as {@code config.json} gives it.
 *
 * @param embeddingSize width of the embeddings; projected to D if it is another
 * @param absolutePositions whether positions are added to the embeddings
 * @param segments rows of the segment embeddings; 0 for none
 * @param attention how attention sees positions
 */
public record DebertaConfig(
    int hiddenSize,
    int embeddingSize,
    int blocks,
    int heads,
    int intermediateSize,
    int vocabularySize,
    int maximumPositions,
    boolean absolutePositions,
    int segments,
    int paddingToken,
    double normEpsilon,
    Activation activation,
    Activation poolerActivation,
    DropoutRates dropout,
    DisentangledAttention attention)
    implements EncoderConfig {
  /** The model type in Hugging Face's {@code config.json} of both versions. */
  public static final String MODEL_TYPE = "deberta-v2";

  /**
   * Reads Hugging Face's {@code config.json}. Keys that published models leave out have {@code
   * DebertaV2Config}'s defaults.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException if a value is missing, of the wrong kind, of another
   *     family or not supported
   */
  public static DebertaConfig read(String source, JsonNode config) {
    ConfigReader reader = new ConfigReader(source, config);
    reader.requireText("model_type", MODEL_TYPE);
    if (reader.integer("conv_kernel_size", 0) > 0) {
      throw reader.problem(
          "conv_kernel_size", "must be 0 or absent: models with a convolution are not supported");
    }
    int vocabulary = reader.positiveInteger("vocab_size");
    int heads = reader.positiveInteger("num_attention_heads");
    int hidden = reader.multiple("hidden_size", heads, "heads");
    requireWidth(
        reader, "attention_head_size", hidden / heads, "hidden_size / num_attention_heads");
    requireWidth(reader, "pooler_hidden_size", hidden, "hidden_size");
    double hiddenDropout = reader.fraction("hidden_dropout_prob", 0.1);
    int positions = reader.positiveInteger("max_position_embeddings");
    return new DebertaConfig(
        hidden,
        reader.positiveInteger("embedding_size", hidden),
        reader.positiveInteger("num_hidden_layers"),
        heads,
        reader.positiveInteger("intermediate_size"),
        vocabulary,
        positions,
        reader.flag("position_biased_input", true),
        reader.count("type_vocab_size"),
        reader.token("pad_token_id", vocabulary, 0),
        reader.fraction("layer_norm_eps", 1e-7),
        reader.activation("hidden_act"),
        reader.activation("pooler_hidden_act"),
        new DropoutRates(
            hiddenDropout,
            reader.fraction("attention_probs_dropout_prob", 0.1),
            reader.fraction("pooler_dropout", 0),
            reader.fraction("cls_dropout", hiddenDropout)),
        attention(reader, positions));
  }

  @Override
  public boolean sharesPositionQueries() {
    return attention.relative() && attention.positionToContent() && attention.sharedProjections();
  }

  private static void requireWidth(ConfigReader reader, String key, int width, String meaning) {
    if (reader.positiveInteger(key, width) != width) {
      throw reader.problem(key, String.format(Locale.ROOT, "must be %s = %d", meaning, width));
    }
  }

  private static DisentangledAttention attention(ConfigReader reader, int positions) {
    int given = reader.integer("max_relative_positions", -1);
    int longest = given < 1 ? positions : given;
    int buckets = Math.max(reader.integer("position_buckets", -1), 0);
    if (buckets > 0 && (buckets < 2 || buckets / 2 >= longest - 1)) {
      throw reader.problem(
          "position_buckets",
          String.format(
              Locale.ROOT,
              "must be 0 or at least 2, and half of it below the longest distance of %d",
              longest - 1));
    }
    Set<String> terms = names(reader, "pos_att_type", Set.of("c2p", "p2c"));
    return new DisentangledAttention(
        reader.flag("relative_attention", false),
        terms.contains("c2p"),
        terms.contains("p2c"),
        reader.flag("share_att_key", false),
        longest,
        buckets,
        names(reader, "norm_rel_ebd", Set.of("layer_norm", "none")).contains("layer_norm"));
  }

  /** A list of names, or a text of them with {@code |} between. */
  private static Set<String> names(ConfigReader reader, String key, Set<String> known) {
    Set<String> names = new TreeSet<>();
    if (reader.has(key)) {
      List<String> given =
          reader.isText(key)
              ? Stream.of(reader.text(key).toLowerCase(Locale.ROOT).split("\\|", -1))
                  .map(String::strip)
                  .toList()
              : reader.texts(key);
      names.addAll(given);
    }
    if (!known.containsAll(names)) {
      throw reader.problem(
          key, "must hold nothing but " + String.join(" and ", new TreeSet<>(known)));
    }
    return names;
  }
}
