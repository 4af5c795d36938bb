package org.dashsweep.model;

/**
 * The names in which a family's tensors lie.
 *
 * @param encoder before the names of the encoder's tensors in a model with a head, such as {@code
 *     bert.}
 * @param blocks before a block's index, within the encoder, such as {@code encoder.layer.}
 */
public record EncoderPaths(String encoder, String blocks) {
  /** Returns the beginning of the names of a block's tensors, within the encoder. */
  String block(int index) {
    return blocks + index + ".";
  }
}
