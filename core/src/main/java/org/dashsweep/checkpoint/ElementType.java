package org.dashsweep.checkpoint;

/** How one element of a stored tensor is encoded; little-endian throughout. */
public enum ElementType {
  FLOAT64(8),
  FLOAT32(4),
  FLOAT16(2),
  BFLOAT16(2),
  INT64(8),
  INT32(4),
  INT16(2),
  INT8(1),
  UINT8(1),
  BOOLEAN(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes one element takes. */
  public int bytes() {
    return bytes;
  }
}
