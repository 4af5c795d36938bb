package org.dashsweep.image;

import org.jspecify.annotations.Nullable;

/** An image file taken apart as far as decoders need help. */
final class Container {
  private final byte[] decodable;
  private final byte @Nullable [] exif;
  private final Greys16 greys16;

  /**
   * A file.
   *
   * @param decodable what the decoder is given
   * @param exif camera data in TIFF form; null if there is none
   * @param greys16 what becomes of grey levels of 16 bits
   */
  Container(byte[] decodable, byte @Nullable [] exif, Greys16 greys16) {
    this.decodable = decodable;
    this.exif = exif;
    this.greys16 = greys16;
  }

  /** A file without levels of 16 bits that need care. */
  Container(byte[] decodable, byte @Nullable [] exif) {
    this(decodable, exif, Greys16.HIGH_BYTE);
  }

  /** The two ways in which Pillow makes 8 bits of 16. */
  enum Greys16 {
    /** The upper half, as for colours and for grey with alpha. */
    HIGH_BYTE,
    /** The level, 255 at most, as for grey alone. */
    CLIPPED
  }

  byte[] decodable() {
    return decodable;
  }

  byte @Nullable [] exif() {
    return exif;
  }

  Greys16 greys16() {
    return greys16;
  }
}
