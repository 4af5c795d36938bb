package org.dashsweep.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import org.dashsweep.model.ModelException;

/**
 * The shape of a BERT encoder, as {@code config.json} gives it.
 *
 * @param hiddenSize D
 * @param blocks number of encoder layers
 * @param heads H
 * @param intermediateSize width of the feed-forward layer
 * @param vocabularySize rows of the word embeddings
 * @param maximumPositions longest sequence
 * @param segments rows of the segment embeddings
 * @param paddingToken whose word embedding never trains, as in Hugging Face's model; −1 for none
 * @param normEpsilon of every layer norm
 * @param hiddenDropout after embeddings, attention output and feed-forward output
 * @param attentionDropout of attention weights
 * @param classifierDropout of the head's input
 */
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
    double hiddenDropout,
    double attentionDropout,
    double classifierDropout) {

  /**
   * Reads Hugging Face's {@code config.json}.
   *
   * @param source named in messages
   * @throws ModelException if a value is missing, of the wrong kind or of another family
   */
  public static BertConfig read(String source, JsonNode config) {
    requireText(source, config, "model_type", "bert");
    requireText(source, config, "hidden_act", "gelu");
    if (config.has("position_embedding_type")) {
      requireText(source, config, "position_embedding_type", "absolute");
    }
    double hiddenDropout = number(source, config, "hidden_dropout_prob");
    BertConfig read =
        new BertConfig(
            integer(source, config, "hidden_size"),
            integer(source, config, "num_hidden_layers"),
            integer(source, config, "num_attention_heads"),
            integer(source, config, "intermediate_size"),
            integer(source, config, "vocab_size"),
            integer(source, config, "max_position_embeddings"),
            integer(source, config, "type_vocab_size"),
            config.path("pad_token_id").asInt(-1),
            number(source, config, "layer_norm_eps"),
            hiddenDropout,
            number(source, config, "attention_probs_dropout_prob"),
            config.path("classifier_dropout").isNumber()
                ? number(source, config, "classifier_dropout")
                : hiddenDropout);
    if (read.hiddenSize % read.heads != 0) {
      throw new ModelException(
          source,
          "has a hidden_size of %d, which %d heads do not divide"
              .formatted(read.hiddenSize, read.heads));
    }
    return read;
  }

  private static void requireText(String source, JsonNode config, String key, String expected) {
    if (!expected.equals(config.path(key).asText(null))) {
      throw new ModelException(
          source, "must have %s %s: %s".formatted(key, expected, config.path(key)));
    }
  }

  private static int integer(String source, JsonNode config, String key) {
    JsonNode value = config.path(key);
    if (!value.isInt() || value.intValue() < 1) {
      throw new ModelException(
          source, "must have a whole number above 0 as %s: %s".formatted(key, value));
    }
    return value.intValue();
  }

  private static double number(String source, JsonNode config, String key) {
    JsonNode value = config.path(key);
    if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() >= 1) {
      throw new ModelException(
          source, "must have a number in [0, 1) as %s: %s".formatted(key, value));
    }
    return value.doubleValue();
  }

  /** The same shape with other dropout rates; a negative rate keeps the configured one. */
  public BertConfig withDropout(double hidden, double attention) {
    return new BertConfig(
        hiddenSize,
        blocks,
        heads,
        intermediateSize,
        vocabularySize,
        maximumPositions,
        segments,
        paddingToken,
        normEpsilon,
        hidden < 0 ? hiddenDropout : hidden,
        attention < 0 ? attentionDropout : attention,
        hidden < 0 ? classifierDropout : hidden);
  }
}
