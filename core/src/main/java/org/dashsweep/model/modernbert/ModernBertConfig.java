package org.dashsweep.model.modernbert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.dashsweep.model.Activation;
import org.dashsweep.model.Bias;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.EncoderConfig;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.TokenProduct;

/**
 * The shape of a ModernBERT encoder, as {@code config.json} gives it.
 *
 * @param paddingToken the token whose word embedding never trains
 * @param poolerActivation that of the head
 * @param dropout of embeddings, of attention's weights and output, and of the classifier's input
 * @param feedForwardDropout of the gated states of the feed-forward layer
 * @param attention by rotated positions
 * @param biases which layers have some
 * @param pooling of Hugging Face's sequence classifier
 */
public record ModernBertConfig(
    int hiddenSize,
    int blocks,
    int heads,
    int intermediateSize,
    int vocabularySize,
    int maximumPositions,
    int paddingToken,
    double normEpsilon,
    Activation activation,
    Activation poolerActivation,
    DropoutRates dropout,
    double feedForwardDropout,
    AlternatingAttention attention,
    Biases biases,
    Pooling pooling)
    implements EncoderConfig {
  static final String MODEL_TYPE = "modernbert";

  /** The key that says how the sequence classifier pools. */
  private static final String POOLING = "classifier_pooling";

  /** Biases of linear layers in attention, of those in the feed-forward layer, and so on. */
  public record Biases(Bias attention, Bias feedForward, Bias norm, Bias head) {}

  /**
   * Reads Hugging Face's {@code config.json}, in the form of transformers 5 ({@code layer_types},
   * {@code rope_parameters}) or in that of published models ({@code global_attn_every_n_layers},
   * {@code global_rope_theta}, {@code local_rope_theta}). Keys that are left out have {@code
   * ModernBertConfig}'s defaults.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException if a value is missing, of the wrong kind, of another
   *     family or not supported
   */
  public static ModernBertConfig read(String source, JsonNode config) {
    ConfigReader reader = new ConfigReader(source, config);
    reader.requireText("model_type", MODEL_TYPE);
    int vocabulary = reader.positiveInteger("vocab_size");
    int heads = reader.positiveInteger("num_attention_heads");
    int hidden = reader.multiple("hidden_size", heads, "heads");
    if (hidden / heads % 2 != 0) {
      throw reader.problem(
          "hidden_size", "must give heads of an even width: they are turned in pairs");
    }
    if (reader.positiveInteger("head_dim", hidden / heads) != hidden / heads) {
      throw reader.problem(
          "head_dim",
          String.format(
              Locale.ROOT, "must be hidden_size / num_attention_heads = %d", hidden / heads));
    }
    int blocks = reader.positiveInteger("num_hidden_layers");
    return new ModernBertConfig(
        hidden,
        blocks,
        heads,
        reader.positiveInteger("intermediate_size"),
        vocabulary,
        reader.positiveInteger("max_position_embeddings"),
        reader.token("pad_token_id", vocabulary, -1),
        reader.fraction("norm_eps", 1e-5),
        reader.activation("hidden_activation"),
        reader.activation("classifier_activation"),
        new DropoutRates(
            reader.fraction("embedding_dropout", 0),
            reader.fraction("attention_dropout", 0),
            0,
            reader.fraction("classifier_dropout", 0)),
        reader.fraction("mlp_dropout", 0),
        AlternatingAttention.read(reader, blocks),
        new Biases(
            bias(reader, "attention_bias"),
            bias(reader, "mlp_bias"),
            bias(reader, "norm_bias"),
            bias(reader, "classifier_bias")),
        pooling(reader));
  }

  private static Bias bias(ConfigReader reader, String key) {
    return reader.flag(key) ? Bias.ADDED : Bias.NONE;
  }

  private static Pooling pooling(ConfigReader reader) {
    return switch (reader.has(POOLING) ? reader.text(POOLING) : "cls") {
      case "cls" -> Pooling.FIRST;
      case "mean" -> Pooling.MEAN;
      default -> throw reader.problem(POOLING, "must be cls or mean");
    };
  }

  @Override
  public int segments() {
    return 0;
  }

  @Override
  public boolean poolsAsConfigured() {
    return true;
  }

  /** The first block has no norm before its attention. */
  @Override
  public List<TokenProduct> tokenProducts() {
    return List.of(
        new TokenProduct(hiddenSize, 3 * hiddenSize, TokenProduct.Input.OF_BLOCK),
        new TokenProduct(hiddenSize, hiddenSize, TokenProduct.Input.WITHIN_BLOCK),
        new TokenProduct(hiddenSize, 2 * intermediateSize, TokenProduct.Input.WITHIN_BLOCK),
        new TokenProduct(intermediateSize, hiddenSize, TokenProduct.Input.WITHIN_BLOCK));
  }
}
