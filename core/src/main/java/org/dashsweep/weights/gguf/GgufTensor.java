package org.dashsweep.weights.gguf;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor as it lies in a GGUF file.
 *
 * @param name as llama.cpp has it
 * @param type of its blocks
 * @param shape sizes of the dimensions, outermost first, which the file has the other way round
 * @param bytes its blocks, mapped; read only
 */
record GgufTensor(String name, GgufType type, List<Long> shape, ByteBuffer bytes) {
  GgufTensor {
    shape = List.copyOf(shape);
    bytes = bytes.slice().asReadOnlyBuffer();
  }

  /** Returns number of blocks. */
  int blocks() {
    return bytes.capacity() / type.blockBytes();
  }
}
