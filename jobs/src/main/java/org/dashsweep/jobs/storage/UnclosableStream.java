package org.dashsweep.jobs.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;

/** A stream for writers of Parquet, which close what they are given even when they fail. */
final class UnclosableStream extends FilterOutputStream {
  private UnclosableStream(OutputStream out) {
    super(out);
  }

  static FSDataOutputStream of(FSDataOutputStream stream) throws IOException {
    return new FSDataOutputStream(new UnclosableStream(stream), null);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    // What is closed at the end is flushed then, and S3 cannot.
  }

  @Override
  public void close() throws IOException {
    // The owner does.
  }
}
