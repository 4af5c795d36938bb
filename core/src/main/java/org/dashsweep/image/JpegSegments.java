package org.dashsweep.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a JPEG file before its first scan (ITU T.81, annex B).
 *
 * <p>The decoder does not see colour profiles: Pillow leaves levels as they are, a decoder that
 * manages colours would change those of CMYK.
 */
final class JpegSegments {
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final int MARKER = 0xFF;
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int START_OF_SCAN = 0xDA;

  /** Two bytes of marker and two of length. */
  private static final int HEAD = 4;

  private JpegSegments() {}

  /** Reads the segments; what is damaged is left to the decoder. */
  static Container read(byte[] content) {
    ByteArrayOutputStream decodable = new ByteArrayOutputStream(content.length);
    byte @Nullable [] exif = null;
    int at = 2;
    decodable.write(content, 0, at);
    while (at + HEAD <= content.length
        && unsigned(content, at) == MARKER
        && unsigned(content, at + 1) != START_OF_SCAN) {
      int marker = unsigned(content, at + 1);
      int end = marker == MARKER ? at + 1 : at + 2 + length(content, at + 2);
      if (end > content.length) {
        break;
      }
      if (exif == null && marker == APP1 && begins(content, at + HEAD, end, EXIF)) {
        exif = Arrays.copyOfRange(content, at + HEAD + EXIF.length, end);
      }
      if (marker != APP2 || !begins(content, at + HEAD, end, PROFILE)) {
        decodable.write(content, at, end - at);
      }
      at = end;
    }
    decodable.write(content, at, content.length - at);
    return new Container(decodable.toByteArray(), exif);
  }

  /** At least the length's own two bytes, so that damaged ones still move forward. */
  private static int length(byte[] content, int at) {
    return Math.max(2, unsigned(content, at) << Byte.SIZE | unsigned(content, at + 1));
  }

  private static int unsigned(byte[] content, int at) {
    return Byte.toUnsignedInt(content[at]);
  }

  private static boolean begins(byte[] content, int at, int end, byte[] start) {
    return at + start.length <= end
        && Arrays.equals(content, at, at + start.length, start, 0, start.length);
  }
}
