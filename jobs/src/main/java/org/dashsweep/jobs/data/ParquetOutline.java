package org.dashsweep.jobs.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.dashsweep.data.rows.RowLimits;

/**
 * Outline of a Parquet file: what its metadata say, held against the file itself. Parquet's library
 * allocates what they say; hence they are checked before it sees the file.
 */
final class ParquetOutline {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL_BYTES = Integer.BYTES + MAGIC.length;

  /** Footer of 16,384 columns in many row groups, in bytes. */
  private static final int LARGEST_FOOTER = 32 << 20;

  private static final int DEEPEST_SCHEMA = 100;

  private final FileChannel file;
  private final long dataEnd;
  private final FileMetaData metadata;

  private ParquetOutline(FileChannel file, long dataEnd, FileMetaData metadata) {
    this.file = file;
    this.dataEnd = dataEnd;
    this.metadata = metadata;
  }

  /**
   * Reads and checks a file's metadata.
   *
   * @throws IOException if the file is damaged, encrypted, or no Parquet file
   */
  static ParquetOutline of(FileChannel file) throws IOException {
    long size = file.size();
    if (size < MAGIC.length + TAIL_BYTES) {
      throw new IOException(String.format(Locale.ROOT, "it has only %d bytes", size));
    }
    byte[] head = bytes(file, 0, MAGIC.length);
    ByteBuffer tail =
        ByteBuffer.wrap(bytes(file, size - TAIL_BYTES, TAIL_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    int length = tail.getInt();
    byte[] end = Arrays.copyOfRange(tail.array(), Integer.BYTES, TAIL_BYTES);
    if (Arrays.equals(end, ENCRYPTED) || Arrays.equals(head, ENCRYPTED)) {
      throw new IOException("it is encrypted; decrypt it first");
    }
    if (!Arrays.equals(head, MAGIC) || !Arrays.equals(end, MAGIC)) {
      throw new IOException(
          "it does not begin and end with PAR1: it is cut short or something else");
    }
    if (length <= 0 || length > LARGEST_FOOTER || length > size - TAIL_BYTES - MAGIC.length) {
      throw new IOException(
          String.format(Locale.ROOT, "its metadata are said to have %d bytes", length));
    }
    long dataEnd = size - TAIL_BYTES - length;
    ParquetOutline outline =
        new ParquetOutline(file, dataEnd, BoundedThrift.footer(bytes(file, dataEnd, length)));
    outline.requireReadable();
    outline.requireSchema();
    return outline;
  }

  private static byte[] bytes(FileChannel file, long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("it ends while it is read");
      }
    }
    return bytes.array();
  }

  private void requireReadable() throws IOException {
    if (metadata.isSetEncryption_algorithm()) {
      throw new IOException("it is encrypted; decrypt it first");
    }
    if (metadata.getSchema() == null || metadata.getRow_groups() == null) {
      throw new IOException("its metadata lack the schema or the rows");
    }
    long rows = 0;
    for (RowGroup group : metadata.getRow_groups()) {
      if (group.getNum_rows() < 0 || group.getNum_rows() > Long.MAX_VALUE - rows) {
        throw new IOException("its metadata state a number of rows that cannot be");
      }
      rows += group.getNum_rows();
    }
    if (rows != metadata.getNum_rows()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it is said to have %d rows, and its parts %d",
              metadata.getNum_rows(),
              rows));
    }
  }

  /** The tree is a list in which each element says how many of the next ones are its children. */
  private void requireSchema() throws IOException {
    List<Integer> open = new ArrayList<>();
    Set<String> columns = new HashSet<>();
    for (int i = 0; i < metadata.getSchema().size(); i++) {
      SchemaElement element = metadata.getSchema().get(i);
      while (!open.isEmpty() && open.get(open.size() - 1) == 0) {
        open.remove(open.size() - 1);
      }
      if ((i > 0 && open.isEmpty()) || element.getName() == null) {
        throw new IOException("its schema is no tree");
      }
      if (open.size() == 1 && !columns.add(element.getName())) {
        throw new IOException(
            String.format(Locale.ROOT, "it names two columns '%s'; rename one", element.getName()));
      }
      if (!open.isEmpty()) {
        open.set(open.size() - 1, open.get(open.size() - 1) - 1);
      }
      open.add(children(element, open.size()));
    }
    if (columns.size() > RowLimits.COLUMNS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it has %d columns; at most %d are read",
              columns.size(),
              RowLimits.COLUMNS));
    }
    if (open.stream().anyMatch(children -> children > 0)) {
      throw new IOException("its schema is cut short");
    }
  }

  private static int children(SchemaElement element, int depth) throws IOException {
    int children = element.isSetNum_children() ? element.getNum_children() : 0;
    if (children < 0
        || (element.isSetType() && (depth == 0 || children > 0))
        || depth > DEEPEST_SCHEMA) {
      throw new IOException(
          String.format(
              Locale.ROOT, "its schema is damaged, or nested more than %d deep", DEEPEST_SCHEMA));
    }
    return children;
  }

  /**
   * Checks the pages of flat columns.
   *
   * @throws IOException if they are not where and as large as they are said to be, or larger than
   *     is read
   */
  void requirePages(List<String> columns) throws IOException {
    long content = 0;
    for (RowGroup group : metadata.getRow_groups()) {
      long compressed = 0;
      for (ColumnChunk chunk : group.getColumns()) {
        if (isOneOf(chunk, columns)) {
          PageWalk pages = new PageWalk(file, dataEnd, chunk, group.getNum_rows());
          content += pages.contentBytes();
          compressed += pages.compressedBytes();
        }
      }
      requireSize(compressed, content);
    }
  }

  private static boolean isOneOf(ColumnChunk chunk, List<String> columns) throws IOException {
    if (chunk.isSetCrypto_metadata() || chunk.getMeta_data() == null) {
      throw new IOException("a column of it is encrypted; decrypt it first");
    }
    List<String> path = chunk.getMeta_data().getPath_in_schema();
    return path != null && path.size() == 1 && columns.contains(path.get(0));
  }

  private void requireSize(long compressed, long content) throws IOException {
    if (compressed > PageWalk.MOST_BYTES_AT_ONCE) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "a row group has %d bytes of these columns; at most %d are read: write smaller row groups",
              compressed,
              PageWalk.MOST_BYTES_AT_ONCE));
    }
    if (content > RowLimits.FILE_BYTES
        || (content > RowLimits.UNCOUNTED_BYTES
            && content / RowLimits.COMPRESSION_RATIO > file.size())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its %d bytes become %d or more; at most %d are read, and at most %d for each",
              file.size(),
              content,
              RowLimits.FILE_BYTES,
              RowLimits.COMPRESSION_RATIO));
    }
  }
}
