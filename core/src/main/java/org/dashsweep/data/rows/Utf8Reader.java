package org.dashsweep.data.rows;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.dashsweep.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's text and nothing but UTF-8 without NUL. Every fault of the file, of its
 * compression too, is a {@link DataException} that names the line where it lies. A byte-order mark
 * at the start is skipped.
 */
final class Utf8Reader extends Reader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final RowFile file;
  private final InputStream stream;

  // A decoder of its own, because the usual one puts question marks for what is not UTF-8.
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final byte[] read = new byte[16 << 10];
  private final ByteBuffer bytes = ByteBuffer.allocate(32 << 10).limit(0);
  private boolean atEnd;
  private boolean atStart = true;

  /** Found behind text that had to be handed over first. */
  private @Nullable String problem;

  private long line = 1;
  private boolean afterReturn;

  private Utf8Reader(RowFile file, InputStream stream) {
    this.file = file;
    this.stream = stream;
  }

  /**
   * Opens a file, and decompresses it if its name says so.
   *
   * @throws DataException if it cannot be opened
   */
  static Utf8Reader open(RowFile file) {
    try {
      return new Utf8Reader(file, Compression.open(file));
    } catch (NoSuchFileException e) {
      throw new DataException(file.name(), "does not exist", e);
    } catch (IOException e) {
      throw new DataException(file.name(), "cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @param length at least 2
   */
  @Override
  public int read(char[] target, int offset, int length) {
    if (problem != null) {
      throw wrong(problem, null);
    }
    CharBuffer text = CharBuffer.wrap(target, offset, length).slice();
    while (true) {
      CoderResult result = decoder.decode(bytes, text, atEnd);
      if (atStart && text.position() > 0) {
        atStart = false;
        if (target[offset] == BYTE_ORDER_MARK) {
          text = withoutFirst(text, target, offset, length);
        }
      }
      if (text.position() > 0) {
        return handOver(target, offset, text.position());
      }
      if (result.isError()) {
        throw new DataException(
            file.name(),
            String.format(Locale.ROOT, "is not UTF-8 in line %d; save it as UTF-8", line));
      }
      if (atEnd) {
        return -1;
      }
      fill();
    }
  }

  private static CharBuffer withoutFirst(CharBuffer text, char[] target, int offset, int length) {
    int rest = text.position() - 1;
    System.arraycopy(target, offset + 1, target, offset, rest);
    return CharBuffer.wrap(target, offset, length).slice().position(rest);
  }

  private void fill() {
    bytes.compact();
    try {
      int count = stream.read(read, 0, Math.min(read.length, bytes.remaining()));
      atEnd = count < 0;
      bytes.put(read, 0, Math.max(0, count));
    } catch (EOFException e) {
      throw wrong("ends within its compressed data; copy or compress it again", e);
    } catch (IOException e) {
      throw wrong("cannot be read on: " + e.getMessage(), e);
    } finally {
      bytes.flip();
    }
  }

  private int handOver(char[] target, int offset, int length) {
    for (int i = 0; i < length; i++) {
      char next = target[offset + i];
      if (next == 0) {
        problem = "has a NUL byte, which no text has";
        if (i == 0) {
          throw wrong(problem, null);
        }
        return i;
      }
      if (next == '\r' || (next == '\n' && !afterReturn)) {
        line++;
      }
      afterReturn = next == '\r';
    }
    return length;
  }

  /** Returns the line that is read next. */
  long line() {
    return line;
  }

  private DataException wrong(String text, @Nullable Throwable cause) {
    String source = String.format(Locale.ROOT, "%s, line %d,", file.name(), line);
    return cause == null ? new DataException(source, text) : new DataException(source, text, cause);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
