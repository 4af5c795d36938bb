package org.dashsweep.weights.gguf;

import java.util.List;
import java.util.function.Function;

/**
 * A tensor that each block of an architecture has.
 *
 * @param gguf its name in a GGUF file, behind {@code blk.N.}
 * @param huggingFace its name in Hugging Face's checkpoints, behind {@code model.layers.N.}
 * @param size its shape, outermost dimension first
 * @param order of its rows
 */
record DecoderPart(
    String gguf,
    String huggingFace,
    Function<DecoderShape, List<Long>> size,
    Function<DecoderShape, RowOrder> order) {
  /** Returns a tensor whose rows lie in Hugging Face's order. */
  static DecoderPart plain(
      String gguf, String huggingFace, Function<DecoderShape, List<Long>> size) {
    return new DecoderPart(gguf, huggingFace, size, shape -> RowOrder.SAME);
  }

  /** Returns a matrix of queries or keys whose heads' halves are interleaved. */
  static DecoderPart interleaved(
      String gguf, String huggingFace, Function<DecoderShape, List<Long>> size) {
    return new DecoderPart(
        gguf, huggingFace, size, shape -> RowOrder.interleaved(shape.headWidth()));
  }
}
