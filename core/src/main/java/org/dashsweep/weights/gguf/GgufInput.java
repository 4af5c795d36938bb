package org.dashsweep.weights.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.FileBytes;

/**
 * Reads a GGUF file's header from its beginning to its end. Nothing is allocated by a length that
 * the file declares before the length is held against the rest of the file.
 */
final class GgufInput {
  /** Ten times the longest in use: tokens, merges and scores of the largest vocabularies. */
  private static final long LONGEST_HEADER_BYTES = 400_000_000;

  private static final int WINDOW_BYTES = 1 << 16;

  private final String file;
  private final FileChannel channel;
  private final long size;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowEnd;

  GgufInput(String file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
  }

  /** Returns the place of the next byte. */
  long position() {
    return windowEnd - window.remaining();
  }

  /** Returns the file's length. */
  long size() {
    return size;
  }

  /**
   * Returns a fault of the file.
   *
   * @param field at fault
   * @param problem a predicate of which the field is the subject
   */
  CheckpointException problem(String field, String problem) {
    return new CheckpointException(
        file, String.format(Locale.ROOT, "is not a usable GGUF file: %s %s", field, problem));
  }

  /**
   * Requires that the file has so many more bytes.
   *
   * @param count as an unsigned number
   * @param each the fewest bytes of one of them
   */
  void require(String field, long count, int each) {
    long rest = size - position();
    if (Long.compareUnsigned(count, rest / each) > 0) {
      throw problem(
          field,
          String.format(
              Locale.ROOT,
              "needs %s × %d bytes or more, and %d are left: the file is damaged or cut short; download it again",
              Long.toUnsignedString(count),
              each,
              rest));
    }
    if (position() + count * each > LONGEST_HEADER_BYTES) {
      throw problem(
          field,
          String.format(
              Locale.ROOT, "lies beyond the first %d bytes of the file", LONGEST_HEADER_BYTES));
    }
  }

  private ByteBuffer next(String field, int bytes) throws IOException {
    require(field, bytes, 1);
    if (window.remaining() < bytes) {
      long from = position();
      int count = (int) Math.min(WINDOW_BYTES, size - from);
      window = FileBytes.buffer(channel, from, count);
      windowEnd = from + count;
    }
    return window;
  }

  byte int8(String field) throws IOException {
    return next(field, Byte.BYTES).get();
  }

  short int16(String field) throws IOException {
    return next(field, Short.BYTES).getShort();
  }

  int int32(String field) throws IOException {
    return next(field, Integer.BYTES).getInt();
  }

  long int64(String field) throws IOException {
    return next(field, Long.BYTES).getLong();
  }

  /** Returns the next bytes, which {@link #require} allows, little-endian. */
  ByteBuffer bytes(String field, int count) throws IOException {
    require(field, count, 1);
    byte[] bytes = new byte[count];
    int buffered = Math.min(window.remaining(), count);
    window.get(bytes, 0, buffered);
    if (buffered < count) {
      byte[] rest = FileBytes.read(channel, windowEnd, count - buffered);
      System.arraycopy(rest, 0, bytes, buffered, rest.length);
      windowEnd += rest.length;
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns a text with its length before it. */
  String text(String field) throws IOException {
    long length = int64(field);
    require(field, length, 1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes(field, (int) length)).toString();
    } catch (CharacterCodingException e) {
      throw problem(field, "is no text: its bytes are not UTF-8");
    }
  }
}
