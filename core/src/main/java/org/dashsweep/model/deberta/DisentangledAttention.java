package org.dashsweep.model.deberta;

/**
 * The positions of DeBERTa's disentangled attention (He et al., 2021, section 3.1).
 *
 * @param relative whether distances have embeddings at all
 * @param contentToPosition whether a query scores the distance of a key ({@code c2p})
 * @param positionToContent whether a distance scores a key ({@code p2c})
 * @param sharedProjections whether distances are projected by the matrices of queries and keys
 * @param longestDistance the first distance that counts as all longer ones do ({@code
 *     max_relative_positions})
 * @param buckets of distances of one sign, logarithmic in the outer half; 0 if each distance has
 *     its own embedding
 * @param normalised whether distances' embeddings go through a layer norm
 */
public record DisentangledAttention(
    boolean relative,
    boolean contentToPosition,
    boolean positionToContent,
    boolean sharedProjections,
    int longestDistance,
    int buckets,
    boolean normalised) {
  /** Returns rows of the distances' embeddings. */
  int embeddings() {
    return 2 * (buckets > 0 ? buckets : longestDistance);
  }

  /** Terms of a score, by whose number it is scaled, even where no distance has an embedding. */
  int terms() {
    return 1 + (contentToPosition ? 1 : 0) + (positionToContent ? 1 : 0);
  }

  /** Returns whether scores read distances. */
  boolean readsDistances() {
    return relative && (contentToPosition || positionToContent);
  }
}
