package org.dashsweep.weights;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A tensor that can be written to a file, whose bytes may be made only then. */
public interface WritableTensor {
  /** Returns the encoding of an element. */
  ElementType type();

  /** Returns sizes of the dimensions, outermost first. */
  List<Long> shape();

  /**
   * Writes the elements in row-major order, little-endian: as many bytes as type and shape say. No
   * more than some megabytes of them are in Java's memory at once.
   */
  void writeTo(WritableByteChannel channel) throws IOException;

  /** Returns number of bytes. */
  default long size() {
    return type().bytes(shape());
  }
}
