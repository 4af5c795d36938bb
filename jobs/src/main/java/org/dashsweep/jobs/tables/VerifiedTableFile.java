package org.dashsweep.jobs.tables;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of a table that is open. Whoever reads it gets no byte that its {@link TableSeal} does not
 * cover.
 *
 * <p>Its tail is read and verified when it is opened.
 */
final class VerifiedTableFile implements InputFile, Closeable {
  /** Small files, and the tails of most others, come with one request. */
  private static final int FIRST_READ = TableSeal.BLOCK_BYTES;

  /** At the end of a Parquet file: the footer's length, and a magic number. */
  private static final int FOOTER_END = 8;

  private final FileStatus file;
  private final FSDataInputStream stream;
  private final TableSeal seal;
  private final byte[] held;
  private final long heldStart;
  private final long tailStart;

  /**
   * @param held the file's last bytes, all of its tail among them
   */
  private VerifiedTableFile(
      FileStatus file, FSDataInputStream stream, TableSeal seal, byte[] held) {
    this.file = file;
    this.stream = stream;
    this.seal = seal;
    this.held = held;
    this.heldStart = file.getLen() - held.length;
    this.tailStart = seal.dataBytes();
  }

  /**
   * Opens a file.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws DamagedFileException if its tail is not what was written
   */
  static VerifiedTableFile open(Path path, Configuration configuration) throws IOException {
    FileSystem system = system(path, configuration);
    return open(system.getFileStatus(path), configuration);
  }

  /** Opens a file whose length is known. */
  static VerifiedTableFile open(FileStatus file, Configuration configuration) throws IOException {
    FSDataInputStream stream = stream(file, system(file.getPath(), configuration));
    try {
      return open(file, stream);
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private static VerifiedTableFile open(FileStatus file, FSDataInputStream stream)
      throws IOException {
    long length = file.getLen();
    if (length < FOOTER_END) {
      throw new DamagedTableException(
          file.getPath(),
          length == 0
              ? "is empty"
              : String.format(Locale.ROOT, "is cut short, to %d bytes", length));
    }
    byte[] last = read(file, stream, Math.max(0, length - FIRST_READ));
    long footerStart = length - FOOTER_END - footerLength(last);
    if (footerStart >= 0 && footerStart < length - last.length) {
      last = read(file, stream, footerStart);
    }
    @Nullable TableSeal seal;
    try {
      seal = TableSeal.find(last);
    } catch (IOException e) {
      throw new DamagedTableException(file.getPath(), "is damaged in its footer", e);
    }
    if (seal == null) {
      throw new DamagedTableException(file.getPath(), unsealed(last));
    }
    if (seal.dataBytes() < length - last.length) {
      last = read(file, stream, seal.dataBytes());
    }
    long tailBytes = length - seal.dataBytes();
    if (tailBytes < FOOTER_END || tailBytes > last.length) {
      throw new DamagedTableException(file.getPath(), "is damaged in its footer");
    }
    if (!seal.covers(Arrays.copyOfRange(last, last.length - (int) tailBytes, last.length))) {
      throw new DamagedTableException(file.getPath(), "is damaged in its footer");
    }
    return new VerifiedTableFile(file, stream, seal, last);
  }

  private static String unsealed(byte[] last) {
    if (!endsAsParquet(last)) {
      return "is cut short, or no Parquet file";
    }
    return TableSeal.isOfAnotherFormat(last)
        ? "was written by a version of dash-sweep with other columns"
        : "has no checksums, so that dash-sweep did not write it";
  }

  private static byte[] read(FileStatus file, FSDataInputStream stream, long from)
      throws IOException {
    byte[] bytes = new byte[Math.toIntExact(file.getLen() - from)];
    try {
      stream.readFully(from, bytes);
    } catch (EOFException e) {
      throw new DamagedTableException(file.getPath(), "is cut short", e);
    }
    return bytes;
  }

  private static long footerLength(byte[] last) {
    int end = last.length - FOOTER_END;
    return (last[end] & 0xFFL)
        | (last[end + 1] & 0xFFL) << 8
        | (last[end + 2] & 0xFFL) << 16
        | (last[end + 3] & 0xFFL) << 24;
  }

  private static boolean endsAsParquet(byte[] last) {
    byte[] magic = ParquetFileWriter.MAGIC;
    return Arrays.equals(last, last.length - magic.length, last.length, magic, 0, magic.length);
  }

  private static FileSystem system(Path path, Configuration configuration) throws IOException {
    FileSystem system = path.getFileSystem(configuration);
    // It would look for a .NAME.crc beside each file.
    return system instanceof ChecksumFileSystem checksummed
        ? checksummed.getRawFileSystem()
        : system;
  }

  private static FSDataInputStream stream(FileStatus file, FileSystem system) throws IOException {
    CompletableFuture<FSDataInputStream> opened =
        system
            .openFile(file.getPath())
            .opt("fs.option.openfile.read.policy", "parquet, columnar, vector, random")
            .withFileStatus(file)
            .build();
    try {
      return FutureIO.awaitFuture(opened);
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
      throw e;
    }
  }

  /** Returns the seal that the file carries. */
  TableSeal seal() {
    return seal;
  }

  Path path() {
    return file.getPath();
  }

  /**
   * Verifies the whole file.
   *
   * @throws DamagedFileException if it is not what was written
   */
  void requireWhole() throws IOException {
    long from = 0;
    while (from < tailStart) {
      int some = (int) Math.min(TableSeal.BLOCK_BYTES, tailStart - from);
      verified(from, some);
      from += some;
    }
  }

  @Override
  public long getLength() {
    return file.getLen();
  }

  /** The stream of one reader, which closes the file. */
  @Override
  public SeekableInputStream newStream() {
    return new Stream();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  /** Some bytes of the row groups. */
  private byte[] verified(long from, int length) throws IOException {
    long first = from / TableSeal.BLOCK_BYTES;
    long start = first * TableSeal.BLOCK_BYTES;
    long last = (from + length - 1) / TableSeal.BLOCK_BYTES;
    long end = Math.min(tailStart, (last + 1) * TableSeal.BLOCK_BYTES);
    byte[] bytes = bytes(start, (int) (end - start));
    for (long block = first; block <= last; block++) {
      int offset = (int) ((block - first) * TableSeal.BLOCK_BYTES);
      int some = Math.min(TableSeal.BLOCK_BYTES, bytes.length - offset);
      if (!seal.covers(block, bytes, offset, some)) {
        throw new DamagedTableException(
            path(),
            String.format(Locale.ROOT, "is damaged near byte %d", block * TableSeal.BLOCK_BYTES));
      }
    }
    int skip = (int) (from - start);
    return skip == 0 && bytes.length == length
        ? bytes
        : Arrays.copyOfRange(bytes, skip, skip + length);
  }

  private byte[] bytes(long from, int length) throws IOException {
    if (from >= heldStart) {
      int start = (int) (from - heldStart);
      return Arrays.copyOfRange(held, start, start + length);
    }
    byte[] bytes = new byte[length];
    stream.readFully(from, bytes);
    return bytes;
  }

  private final class Stream extends SeekableInputStream {
    private long position;

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long target) {
      position = target;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position < 0 || position >= getLength()) {
        return -1;
      }
      int some = (int) Math.min(length, getLength() - position);
      if (position < tailStart) {
        some = (int) Math.min(some, tailStart - position);
        System.arraycopy(verified(position, some), 0, target, offset, some);
      } else {
        System.arraycopy(held, (int) (position - heldStart), target, offset, some);
      }
      position += some;
      return some;
    }

    @Override
    public void readFully(byte[] target) throws IOException {
      readFully(target, 0, target.length);
    }

    @Override
    public void readFully(byte[] target, int offset, int length) throws IOException {
      int done = 0;
      while (done < length) {
        int some = read(target, offset + done, length - done);
        if (some < 0) {
          throw new EOFException(
              String.format(Locale.ROOT, "%s ends before byte %d", path(), position));
        }
        done += some;
      }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      byte[] bytes = new byte[target.remaining()];
      int some = read(bytes, 0, bytes.length);
      if (some > 0) {
        target.put(bytes, 0, some);
      }
      return some;
    }

    @Override
    public void readFully(ByteBuffer target) throws IOException {
      byte[] bytes = new byte[target.remaining()];
      readFully(bytes, 0, bytes.length);
      target.put(bytes);
    }

    @Override
    public void close() throws IOException {
      VerifiedTableFile.this.close();
    }
  }
}
