package org.dashsweep.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import org.dashsweep.model.ConfigReader;

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
   * @throws org.dashsweep.model.ModelException if a value is missing, of the wrong kind or of
   *     another family
   */
  public static BertConfig read(String source, JsonNode config) {
    ConfigReader reader = new ConfigReader(source, config);
    reader.requireText("model_type", "bert");
    reader.requireText("hidden_act", "gelu");
    if (reader.has("position_embedding_type")) {
      reader.requireText("position_embedding_type", "absolute");
    }
    double hiddenDropout = reader.fraction("hidden_dropout_prob");
    BertConfig read =
        new BertConfig(
            reader.positiveInteger("hidden_size"),
            reader.positiveInteger("num_hidden_layers"),
            reader.positiveInteger("num_attention_heads"),
            reader.positiveInteger("intermediate_size"),
            reader.positiveInteger("vocab_size"),
            reader.positiveInteger("max_position_embeddings"),
            reader.positiveInteger("type_vocab_size"),
            reader.token("pad_token_id"),
            reader.fraction("layer_norm_eps"),
            hiddenDropout,
            reader.fraction("attention_probs_dropout_prob"),
            reader.has("classifier_dropout")
                ? reader.fraction("classifier_dropout")
                : hiddenDropout);
    if (read.hiddenSize % read.heads != 0) {
      throw reader.problem(
          "hidden_size", "must be a multiple of the %d heads".formatted(read.heads));
    }
    return read;
  }

  /**
   * The same shape with other dropout rates. A negative rate keeps the configured one; that of the
   * classifier follows {@code hidden} then, if that is given.
   */
  public BertConfig withDropout(double hidden, double attention, double classifier) {
    double inherited = hidden < 0 ? classifierDropout : hidden;
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
        classifier < 0 ? inherited : classifier);
  }
}
