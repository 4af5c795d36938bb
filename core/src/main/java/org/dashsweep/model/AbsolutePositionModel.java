package org.dashsweep.model;

import java.util.List;
import java.util.Map;

/**
 * The frozen weights of an encoder that adds an embedding of each position to that of the token,
 * and is BERT's otherwise.
 */
public abstract class AbsolutePositionModel extends EncoderModel {
  private static final List<String> PROJECTIONS =
      List.of("attention.self.query", "attention.self.key", "attention.self.value");
  private static final String JOINED = "attention.self.qkv";

  /** Makes a model of what has been read; closing it closes the reader's scope. */
  protected AbsolutePositionModel(EncoderTensors tensors) {
    super(tensors);
  }

  /**
   * Names embeddings and blocks.
   *
   * @param positions rows of the embeddings of positions
   */
  protected static void read(EncoderParts parts, EncoderConfig config, int positions) {
    int hidden = config.hiddenSize();
    parts.readEmbedding("word_embeddings.weight", config.vocabularySize(), hidden);
    parts.readEmbedding("position_embeddings.weight", positions, hidden);
    parts.readEmbedding("token_type_embeddings.weight", config.segments(), hidden);
    parts.readEmbeddingNorm("LayerNorm", Bias.ADDED);
    for (int block = 0; block < config.blocks(); block++) {
      parts.readBlock(EncoderBlock.postNorm(config, block, JOINED, PROJECTIONS, List.of()));
    }
  }

  @Override
  protected final List<String> sources() {
    return List.of(
        "/org/dashsweep/model/post_norm.py",
        "/org/dashsweep/model/attention.py",
        "/org/dashsweep/model/absolute.py");
  }

  @Override
  protected final Map<String, Object> attributes(ClassifierSettings settings) {
    return Map.of();
  }
}
