package org.dashsweep.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The chunks of a PNG file (ISO/IEC 15948), each held against its checksum. */
final class PngChunks {
  private static final int SIGNATURE_BYTES = 8;
  private static final int TYPE_BYTES = 4;
  private static final int CHECKSUM_BYTES = 4;

  /** A chunk without data: its length, its type, its checksum. */
  private static final int LEAST_BYTES = 12;

  private static final int DEPTH = 8;
  private static final int COLOUR_TYPE = 9;
  private static final int GREY = 0;
  private static final int SIXTEEN_BITS = 16;

  private PngChunks() {}

  /**
   * Reads the chunks.
   *
   * @throws ImageException if a chunk is cut short or differs from its checksum
   */
  static Container read(String name, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content).position(SIGNATURE_BYTES);
    byte @Nullable [] exif = null;
    Container.Greys16 greys16 = Container.Greys16.HIGH_BYTE;
    while (true) {
      byte[] chunk = next(name, bytes);
      String type = type(chunk);
      if (type.equals("IEND")) {
        return new Container(content, exif, greys16);
      }
      if (type.equals("eXIf")) {
        exif = Arrays.copyOfRange(chunk, TYPE_BYTES, chunk.length);
      }
      if (type.equals("IHDR") && isGreyOf16Bits(chunk)) {
        greys16 = Container.Greys16.CLIPPED;
      }
    }
  }

  private static boolean isGreyOf16Bits(byte[] header) {
    return header.length > TYPE_BYTES + COLOUR_TYPE
        && header[TYPE_BYTES + COLOUR_TYPE] == GREY
        && header[TYPE_BYTES + DEPTH] == SIXTEEN_BITS;
  }

  /** Type and data of the next chunk. */
  private static byte[] next(String name, ByteBuffer bytes) {
    if (bytes.remaining() < LEAST_BYTES) {
      throw cutShort(name);
    }
    long length = Integer.toUnsignedLong(bytes.getInt());
    if (length + TYPE_BYTES + CHECKSUM_BYTES > bytes.remaining()) {
      throw cutShort(name);
    }
    byte[] chunk = new byte[TYPE_BYTES + (int) length];
    bytes.get(chunk);
    CRC32 checksum = new CRC32();
    checksum.update(chunk);
    if ((int) checksum.getValue() != bytes.getInt()) {
      throw new ImageException(
          name,
          String.format(
              Locale.ROOT,
              "is damaged: its chunk %s differs from its checksum; copy the file again",
              type(chunk).replaceAll("[^A-Za-z]", "?")));
    }
    return chunk;
  }

  private static String type(byte[] chunk) {
    return new String(chunk, 0, TYPE_BYTES, StandardCharsets.ISO_8859_1);
  }

  private static ImageException cutShort(String name) {
    return new ImageException(name, "is cut short: a PNG file ends in IEND; copy the file again");
  }
}
