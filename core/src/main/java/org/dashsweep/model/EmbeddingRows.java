package org.dashsweep.model;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * The numbers of embeddings that a model has. A data set's tokens are checked against them before
 * training: on a GPU an index beyond them ends all trials of the process.
 *
 * @param model its name in the sweep
 * @param tokens rows of the word embeddings
 * @param segments rows of the segments' embeddings; 0 for a model that reads none
 */
public record EmbeddingRows(String model, int tokens, int segments) {
  /**
   * Requires every token and segment to have an embedding.
   *
   * @throws ModelException naming the first one that has none
   */
  public void require(Stream<? extends PackedBatch.Sequence> sequences) {
    sequences.forEach(
        sequence -> {
          requireTokens(sequence.tokenIds());
          if (segments > 0) {
            requireSegments(sequence.segmentIds());
          }
        });
  }

  /**
   * Requires every token to have an embedding.
   *
   * @throws ModelException naming the first one that has none
   */
  public void requireTokens(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= tokens) {
        throw new ModelException(
            model,
            String.format(
                Locale.ROOT,
                "has embeddings of %d tokens (vocab_size in its config.json), and its tokenizer makes token %d of a text: tokenizer and weights are not of one model",
                tokens,
                id));
      }
    }
  }

  private void requireSegments(int[] ids) {
    for (int id : ids) {
      if (id >= segments) {
        throw new ModelException(
            model,
            String.format(
                Locale.ROOT,
                "has embeddings of %d segments (type_vocab_size in its config.json), and its tokenizer makes segment %d of a pair of texts: it cannot be trained on pairs with that tokenizer",
                segments,
                id));
      }
    }
  }
}
