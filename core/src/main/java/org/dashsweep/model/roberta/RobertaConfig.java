package org.dashsweep.model.roberta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.dashsweep.model.Activation;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.EncoderConfig;

/**
 * The shape of a RoBERTa encoder, as {@code config.json} gives it.
 *
 * @param positionRows rows of the embeddings of positions; those up to the padding token's id are
 *     no token's
 */
public record RobertaConfig(
    int hiddenSize,
    int blocks,
    int heads,
    int intermediateSize,
    int vocabularySize,
    int positionRows,
    int segments,
    int paddingToken,
    double normEpsilon,
    Activation activation,
    DropoutRates dropout)
    implements EncoderConfig {
  /** XLM-RoBERTa is the same model with another vocabulary. */
  static final List<String> MODEL_TYPES = List.of("roberta", "xlm-roberta");

  private static final int PADDING_TOKEN = 1;

  /**
   * Reads Hugging Face's {@code config.json}.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException if a value is missing, of the wrong kind, of another
   *     family or not supported
   */
  public static RobertaConfig read(String source, JsonNode config) {
    ConfigReader reader = new ConfigReader(source, config);
    requireEncoder(reader);
    int vocabulary = reader.positiveInteger("vocab_size");
    int heads = reader.positiveInteger("num_attention_heads");
    int padding = reader.token("pad_token_id", vocabulary, PADDING_TOKEN);
    if (padding < 0) {
      throw reader.problem("pad_token_id", "must be a token: positions are counted from it");
    }
    int positions = reader.positiveInteger("max_position_embeddings");
    if (positions <= padding + 1) {
      throw reader.problem(
          "max_position_embeddings",
          String.format(
              Locale.ROOT, "must be above %d: positions begin behind pad_token_id", padding + 1));
    }
    double hiddenDropout = reader.fraction("hidden_dropout_prob");
    return new RobertaConfig(
        reader.multiple("hidden_size", heads, "heads"),
        reader.positiveInteger("num_hidden_layers"),
        heads,
        reader.positiveInteger("intermediate_size"),
        vocabulary,
        positions,
        reader.positiveInteger("type_vocab_size"),
        padding,
        reader.fraction("layer_norm_eps"),
        reader.activation("hidden_act"),
        new DropoutRates(
            hiddenDropout,
            reader.fraction("attention_probs_dropout_prob"),
            DropoutRates.AS_CLASSIFIER,
            reader.fraction("classifier_dropout", hiddenDropout)));
  }

  private static void requireEncoder(ConfigReader reader) {
    if (!MODEL_TYPES.contains(reader.text("model_type"))) {
      throw reader.problem("model_type", "must be one of " + String.join(", ", MODEL_TYPES));
    }
    if (reader.has("position_embedding_type")) {
      reader.requireText("position_embedding_type", "absolute");
    }
    for (String key : List.of("is_decoder", "add_cross_attention")) {
      if (reader.flag(key)) {
        throw reader.problem(key, "must be false or absent: decoders are not supported");
      }
    }
  }

  @Override
  public int maximumPositions() {
    return positionRows - paddingToken - 1;
  }

  @Override
  public int paddingPosition() {
    return paddingToken;
  }

  @Override
  public Activation poolerActivation() {
    return Activation.TANH;
  }
}
