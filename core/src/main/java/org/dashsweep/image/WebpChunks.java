package org.dashsweep.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The chunks of a WebP file (RFC 9649). */
final class WebpChunks {
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

  /** "RIFF", a length, "WEBP". */
  private static final int FILE_HEADER_BYTES = 12;

  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int TYPE_BYTES = 4;

  private WebpChunks() {}

  /**
   * Reads the chunks; what is damaged is left to the decoder.
   *
   * @throws ImageException if it is an animation
   */
  static Container read(String name, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    byte @Nullable [] exif = null;
    long at = FILE_HEADER_BYTES;
    while (at + CHUNK_HEADER_BYTES <= content.length) {
      int start = (int) at;
      String type = new String(content, start, TYPE_BYTES, StandardCharsets.ISO_8859_1);
      long length = Integer.toUnsignedLong(bytes.getInt(start + TYPE_BYTES));
      long end = at + CHUNK_HEADER_BYTES + length;
      if (type.equals("ANIM") || type.equals("ANMF")) {
        throw new ImageException(name, "is an animation; save one of its pictures by itself");
      }
      if (type.equals("EXIF") && end <= content.length) {
        exif = Arrays.copyOfRange(content, start + CHUNK_HEADER_BYTES, (int) end);
      }
      // Chunks begin at even positions.
      at = end + length % 2;
    }
    return new Container(content, exif == null ? null : withoutPreamble(exif));
  }

  /** Some writers put the start of JPEG's segment before the data. */
  private static byte[] withoutPreamble(byte[] exif) {
    return exif.length >= EXIF.length && Arrays.equals(exif, 0, EXIF.length, EXIF, 0, EXIF.length)
        ? Arrays.copyOfRange(exif, EXIF.length, exif.length)
        : exif;
  }
}
