package org.dashsweep.data.rows;

import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import org.dashsweep.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a text file, as {@link java.io.BufferedReader} and Python's text files have them: ended
 * by a line feed, a carriage return, or both. None is longer than {@link RowLimits#ROW_CHARACTERS}.
 */
public final class Lines implements Closeable {
  private final RowFile file;
  private final Utf8Reader text;
  private final char[] buffer = new char[8 << 10];
  private int position;
  private int end;
  private boolean afterReturn;
  private long number;

  private Lines(RowFile file, Utf8Reader text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Opens a file of UTF-8, decompressed if its name says so.
   *
   * @throws DataException if it cannot be opened
   */
  public static Lines open(RowFile file) {
    return new Lines(file, Utf8Reader.open(file));
  }

  /** Returns the number of the line that was read last, from 1. */
  public long number() {
    return number;
  }

  /**
   * Returns the next line without its end, or null behind the last one.
   *
   * @throws DataException if the file is damaged or the line too long
   */
  public @Nullable String next() {
    if (!hasNext()) {
      return null;
    }
    number++;
    StringBuilder line = new StringBuilder();
    while (true) {
      int start = position;
      while (position < end && buffer[position] != '\n' && buffer[position] != '\r') {
        position++;
      }
      line.append(buffer, start, position - start);
      if (line.length() > RowLimits.ROW_CHARACTERS) {
        throw new DataException(
            String.format(Locale.ROOT, "%s, line %d,", file.name(), number),
            String.format(Locale.ROOT, "is longer than %d characters", RowLimits.ROW_CHARACTERS));
      }
      if (position < end) {
        afterReturn = buffer[position++] == '\r';
        return line.toString();
      }
      if (!fill()) {
        return line.toString();
      }
    }
  }

  /** Skips the second half of the last line's end, too. */
  private boolean hasNext() {
    if (position == end && !fill()) {
      return false;
    }
    if (afterReturn && buffer[position] == '\n') {
      position++;
    }
    afterReturn = false;
    return position < end || fill();
  }

  private boolean fill() {
    position = 0;
    end = Math.max(0, text.read(buffer, 0, buffer.length));
    return end > 0;
  }

  @Override
  public void close() {
    try {
      text.close();
    } catch (IOException e) {
      throw new DataException(file.name(), "cannot be closed: " + e.getMessage(), e);
    }
  }
}
