package org.dashsweep.weights;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The elements of a stored tensor, in row-major order and little-endian. They lie in memory, or are
 * made of what a file holds whenever they are asked for. Safe to share between threads.
 */
public interface TensorContent {
  /** Returns the number of bytes of all elements. */
  long size();

  /** Returns the elements where they lie, read only; empty if they are made when asked for. */
  Optional<ByteBuffer> inMemory();

  /**
   * Returns a source of the elements from the first on: each buffer is filled with the next bytes.
   * It takes some kilobytes of memory, whatever the tensor's size.
   *
   * @throws CheckpointException when the source is asked for elements that are not usable
   */
  Consumer<ByteBuffer> reader();
}
