package org.dashsweep.weights.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.FileBytes;

/**
 * The SHA-256 of a safetensors file in the file's own metadata. It covers every byte but its own
 * digits: a change of any bit shows. A file and its sum are replaced together.
 */
public final class Seal {
  /** The metadata's key. */
  public static final String KEY = "sha256";

  private static final int DIGITS = 64;

  /** Stands in the place of the digits while the file is written. */
  static final String BLANK = "0".repeat(DIGITS);

  private static final byte[] ENTRY = ("\"" + KEY + "\":\"").getBytes(StandardCharsets.US_ASCII);
  private static final int PIECE_BYTES = 1 << 20;

  /** Position of the first digit in the file. */
  private final long position;

  private final MessageDigest digest;
  private long summed;

  private Seal(long position) {
    this.position = position;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * Returns the seal of a file with this beginning, before any of its bytes is summed.
   *
   * @param header the file's first bytes, to the end of the header
   * @throws IllegalArgumentException if there is no place for a seal in them
   */
  static Seal in(byte[] header) {
    // No text of JSON holds a quote that is not escaped: this is the key itself.
    for (int at = 0; at + ENTRY.length + DIGITS <= header.length; at++) {
      if (Arrays.equals(header, at, at + ENTRY.length, ENTRY, 0, ENTRY.length)) {
        return new Seal(at + ENTRY.length);
      }
    }
    throw new IllegalArgumentException("no " + KEY + " in the metadata");
  }

  /** Returns the position of the first digit in the file. */
  long position() {
    return position;
  }

  /** Sums up the file's next bytes. */
  void add(ByteBuffer bytes) {
    int count = bytes.remaining();
    int before = (int) Math.max(0, Math.min(count, position - summed));
    int behind = (int) Math.max(0, Math.min(count, position + DIGITS - summed));
    digest.update(bytes.slice(bytes.position(), before));
    digest.update(bytes.slice(bytes.position() + behind, count - behind));
    summed += count;
  }

  /** Returns the digits, once all bytes are summed. */
  String digits() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Requires that a file is as {@link SafetensorsWriter#writeSealed} wrote it.
   *
   * @throws CheckpointException if it is not, has no seal or cannot be read
   */
  public static void require(Path file) {
    String source = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long headerBytes = SafetensorsReader.headerBytes(source, channel, channel.size());
      byte[] header = FileBytes.read(channel, 0, (int) (Long.BYTES + headerBytes));
      Seal seal = in(header);
      ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
      while (channel.read(piece.clear()) >= 0) {
        seal.add(piece.flip());
      }
      String digits = seal.digits();
      if (!digits.equals(
          new String(header, (int) seal.position, DIGITS, StandardCharsets.ISO_8859_1))) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "is damaged: its bytes have the SHA-256 %s, its metadata says another",
                digits));
      }
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(source, "is damaged: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(source, "does not exist", e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }
}
