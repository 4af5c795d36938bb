package org.dashsweep.data.rows;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the bytes that are read from a stream, and ends reading that gives nothing: a name in a
 * gzip header may be as long as the file.
 */
final class CountedStream extends FilterInputStream {
  private static final long MOST_WITHOUT_CONTENT = 64L << 20;

  private long count;
  private long countAtContent;

  CountedStream(InputStream stream) {
    super(stream);
  }

  long count() {
    return count;
  }

  /** Notes that what was read so far has given content. */
  void hasGivenContent() {
    countAtContent = count;
  }

  private void add(long bytes) throws IOException {
    count += Math.max(0, bytes);
    if (count - countAtContent > MOST_WITHOUT_CONTENT) {
      throw new IOException("much of it is a header, or skipped, and no content");
    }
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    add(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    add(read);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    add(skipped);
    return skipped;
  }
}
