package org.dashsweep.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import org.dashsweep.model.Activation;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.EncoderConfig;

/** The shape of a BERT encoder, as {@code config.json} gives it. */
public record BertConfig(
    int hiddenSize,
    int blocks,
    int heads,
    int intermediateSize,
    int vocabularySize,
    int maximumPositions,
    int segments,
    int paddingToken,
    double normEpsilon,
    Activation activation,
    DropoutRates dropout)
    implements EncoderConfig {

  /**
   * Reads Hugging Face's {@code config.json}.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException if a value is missing, of the wrong kind or of
   *     another family
   */
  public static BertConfig read(String source, JsonNode config) {
    ConfigReader reader = new ConfigReader(source, config);
    reader.requireText("model_type", "bert");
    if (reader.has("position_embedding_type")) {
      reader.requireText("position_embedding_type", "absolute");
    }
    int vocabulary = reader.positiveInteger("vocab_size");
    int heads = reader.positiveInteger("num_attention_heads");
    double hiddenDropout = reader.fraction("hidden_dropout_prob");
    return new BertConfig(
        reader.multiple("hidden_size", heads, "heads"),
        reader.positiveInteger("num_hidden_layers"),
        heads,
        reader.positiveInteger("intermediate_size"),
        vocabulary,
        reader.positiveInteger("max_position_embeddings"),
        reader.positiveInteger("type_vocab_size"),
        reader.token("pad_token_id", vocabulary, 0),
        reader.fraction("layer_norm_eps"),
        reader.activation("hidden_act"),
        new DropoutRates(
            hiddenDropout,
            reader.fraction("attention_probs_dropout_prob"),
            0,
            reader.fraction("classifier_dropout", hiddenDropout)));
  }

  @Override
  public Activation poolerActivation() {
    return Activation.TANH;
  }
}
