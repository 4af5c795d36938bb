package org.dashsweep.weights.gguf;

/**
 * The sizes of a decoder, as metadata gives them.
 *
 * @param embedding D
 * @param blocks number of decoder layers
 * @param heads H
 * @param keyValueHeads heads of keys and values
 * @param headWidth d
 * @param feedForward width of the feed-forward layer
 */
record DecoderShape(
    int embedding, int blocks, int heads, int keyValueHeads, int headWidth, int feedForward) {
  /**
   * Reads the sizes.
   *
   * @param architecture before every key
   * @throws org.dashsweep.weights.CheckpointException if one is missing or they do not fit
   */
  static DecoderShape read(GgufMetadata metadata, String architecture) {
    String attention = architecture + ".attention.";
    int embedding = metadata.positive(architecture + ".embedding_length");
    int heads = metadata.positive(attention + "head_count");
    int keyValueHeads = metadata.positive(attention + "head_count_kv", heads);
    if (heads % keyValueHeads != 0) {
      throw metadata.problem(
          attention + "head_count_kv", "must divide the heads, of which there are " + heads);
    }
    String width = attention + "key_length";
    if (!metadata.has(width) && embedding % heads != 0) {
      throw metadata.problem(
          architecture + ".embedding_length",
          "must be a multiple of the heads, of which there are " + heads);
    }
    int headWidth = metadata.positive(width, embedding / heads);
    if (headWidth % 2 != 0) {
      throw metadata.problem(width, "must be even for rotary embeddings, not " + headWidth);
    }
    requireSame(metadata, attention + "value_length", headWidth);
    requireSame(metadata, architecture + ".rope.dimension_count", headWidth);
    return new DecoderShape(
        embedding,
        metadata.positive(architecture + ".block_count"),
        heads,
        keyValueHeads,
        headWidth,
        metadata.positive(architecture + ".feed_forward_length"));
  }

  private static void requireSame(GgufMetadata metadata, String key, int headWidth) {
    if (metadata.positive(key, headWidth) != headWidth) {
      throw metadata.problem(key, "must be the width of a head, " + headWidth);
    }
  }

  /** Returns the width of all queries, H d. */
  long queries() {
    return (long) heads * headWidth;
  }

  /** Returns the width of all keys, and of all values. */
  long keys() {
    return (long) keyValueHeads * headWidth;
  }
}
