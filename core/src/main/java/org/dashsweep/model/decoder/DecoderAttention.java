package org.dashsweep.model.decoder;

/**
 * The differences between a family's attention and LLaMA's.
 *
 * @param biases of its linear layers
 * @param headNorms whether each head of queries and of keys has an RMS norm before it turns
 * @param window of the blocks that do not see whole texts
 */
public record DecoderAttention(AttentionBiases biases, boolean headNorms, SlidingWindow window) {
  /** LLaMA's own: no biases, no norms of heads, whole texts. */
  public static final DecoderAttention PLAIN =
      new DecoderAttention(AttentionBiases.NONE, false, SlidingWindow.NONE);
}
