package org.dashsweep.jobs.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local files under a scheme of their own, on a disk that gets full. It is known to Hadoop's
 * FileSystem alone, so that files are renamed in its way.
 */
public final class FullFileSystem extends RawLocalFileSystem {
  public static final String SCHEME = "full";

  /** Bytes that can still be written. */
  public static final AtomicLong ROOM = new AtomicLong(Long.MAX_VALUE);

  /** What the system says when there are none. */
  public static volatile String complaint = "No space left on device";

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path file, boolean append, FsPermission permission) throws IOException {
    return new Bounded(super.createOutputStreamWithMode(file, append, permission));
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    return plain(super.getFileStatus(file));
  }

  @Override
  public FileStatus[] listStatus(Path file) throws IOException {
    return Arrays.stream(super.listStatus(file))
        .map(FullFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** The local one's own asks for permissions, and takes every URI for a file's. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  private static final class Bounded extends FilterOutputStream {
    Bounded(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      long room = ROOM.addAndGet(-length);
      // As a disk does: what fits is written.
      out.write(bytes, offset, (int) Math.max(0, Math.min(length, room + length)));
      if (room < 0) {
        throw new IOException(complaint);
      }
    }
  }
}
