package org.dashsweep.data.rows;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Refuses content that is larger than {@link RowLimits} allow, before it is read. */
final class LimitedStream extends FilterInputStream {
  private final CountedStream source;
  private long count;

  /**
   * Limits what a stream gives.
   *
   * @param content what is read, decompressed
   * @param source the file's own bytes, which {@code content} reads
   */
  LimitedStream(InputStream content, CountedStream source) {
    super(content);
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    count += Math.max(0, read);
    source.hasGivenContent();
    if (count > RowLimits.FILE_BYTES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it holds more than %d bytes; split it into files of a directory",
              RowLimits.FILE_BYTES));
    }
    if (count > RowLimits.UNCOUNTED_BYTES && count / RowLimits.COMPRESSION_RATIO > source.count()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%d of its bytes become %d, more than %d for each; if that is no mistake, decompress it",
              source.count(),
              count,
              RowLimits.COMPRESSION_RATIO));
    }
    return read;
  }
}
