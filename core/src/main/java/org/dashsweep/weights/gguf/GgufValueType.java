package org.dashsweep.weights.gguf;

import java.util.Optional;

/** The types of metadata, in the order of the format's numbers for them. */
enum GgufValueType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  private final int bytes;

  GgufValueType(int bytes) {
    this.bytes = bytes;
  }

  static Optional<GgufValueType> of(int id) {
    return id < 0 || id >= values().length ? Optional.empty() : Optional.of(values()[id]);
  }

  /** Returns the fewest bytes of a value: all of a number's, the length of a text. */
  int bytes() {
    return bytes;
  }
}
