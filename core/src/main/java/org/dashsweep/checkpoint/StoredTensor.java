package org.dashsweep.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor as it lies in a checkpoint: nothing native is held, the bytes may be a memory-mapped
 * file.
 *
 * @param type how an element is encoded
 * @param shape sizes of the dimensions, outermost first; empty for a scalar
 * @param bytes the elements in row-major order, little-endian; only absolute reads or duplicates,
 *     so that the buffer can be shared between threads
 */
public record StoredTensor(ElementType type, List<Long> shape, ByteBuffer bytes) {
  public StoredTensor {
    shape = List.copyOf(shape);
    bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long expected = type.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("A tensor's sizes must not be negative: " + shape);
      }
      expected = Math.multiplyExact(expected, size);
    }
    if (expected != bytes.remaining()) {
      throw new IllegalArgumentException(
          "A %s tensor of shape %s takes %d bytes: %d"
              .formatted(type, shape, expected, bytes.remaining()));
    }
  }

  /** Number of elements. */
  public long elements() {
    return bytes.capacity() / type.bytes();
  }
}
