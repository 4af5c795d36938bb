package org.dashsweep.checkpoint;

import java.nio.ByteBuffer;
import java.util.List;

/** A tensor that can be written to a file, whose bytes may be made only then. */
public interface WritableTensor {
  /** How an element is encoded. */
  ElementType type();

  /** Sizes of the dimensions, outermost first. */
  List<Long> shape();

  /** The elements in row-major order, little-endian: as many bytes as type and shape say. */
  ByteBuffer bytes();

  /** Number of bytes. */
  default long size() {
    return type().bytes(shape());
  }
}
