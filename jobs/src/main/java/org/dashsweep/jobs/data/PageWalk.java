package org.dashsweep.jobs.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;

/** Goes from header to header of a flat column's pages, and checks what they say. */
final class PageWalk {
  /** The most bytes of one page, and those of a row group that are read at once. */
  static final long MOST_BYTES_AT_ONCE = 512L << 20;

  private static final int LARGEST_PAGE = 128 << 20;
  private static final int LARGEST_HEADER = 1 << 20;

  private final FileChannel file;
  private final ColumnMetaData column;
  private final long end;
  private long position;
  private long values;
  private long contentBytes;

  /**
   * Walks over all pages.
   *
   * @param dataEnd where the file's metadata begin
   * @param rows number of the row group's rows
   * @throws IOException if a page is not what it says or too large, or there are not so many values
   *     as rows
   */
  PageWalk(FileChannel file, long dataEnd, ColumnChunk chunk, long rows) throws IOException {
    this.file = file;
    this.column = chunk.getMeta_data();
    this.position =
        column.isSetDictionary_page_offset()
                && column.getDictionary_page_offset() > 0
                && column.getDictionary_page_offset() < column.getData_page_offset()
            ? column.getDictionary_page_offset()
            : column.getData_page_offset();
    long size = column.getTotal_compressed_size();
    if (chunk.isSetFile_path()
        || position < 0
        || size < 0
        || position > dataEnd
        || size > dataEnd - position) {
      throw wrong("is said to lie where it cannot");
    }
    this.end = position + size;
    if (column.getNum_values() != rows) {
      throw wrong(
          String.format(Locale.ROOT, "has %d values for %d rows", column.getNum_values(), rows));
    }
    while (values < rows) {
      page();
    }
    if (values != rows) {
      throw wrong(String.format(Locale.ROOT, "has pages of %d values for %d rows", values, rows));
    }
  }

  /** Returns the number of bytes of the pages, decompressed. */
  long contentBytes() {
    return contentBytes;
  }

  /** Returns the number of bytes of the pages in the file. */
  long compressedBytes() {
    return column.getTotal_compressed_size();
  }

  private void page() throws IOException {
    PageHeader header;
    // Reads further than the header; how far that goes is counted below the buffer's end.
    try (Section section = new Section(position, end)) {
      CountedInput counted = new CountedInput(new BufferedInputStream(section, 512));
      header = BoundedThrift.page(counted, LARGEST_HEADER);
      position += counted.count();
    }
    int compressed = header.getCompressed_page_size();
    int content = header.getUncompressed_page_size();
    if (compressed < 0 || compressed > end - position) {
      throw wrong("has a page that is said to be larger than the column");
    }
    if (content < 0 || content > LARGEST_PAGE) {
      throw wrong(
          String.format(
              Locale.ROOT, "has a page of %d bytes; at most %d are read", content, LARGEST_PAGE));
    }
    requireCounts(header);
    if (column.getCodec() == CompressionCodec.SNAPPY) {
      requireSnappyLength(header);
    }
    contentBytes += content;
    position += compressed;
  }

  private void requireCounts(PageHeader header) throws IOException {
    switch (header.getType()) {
      case DATA_PAGE -> count(required(header.getData_page_header()).getNum_values());
      case DATA_PAGE_V2 -> {
        var page = required(header.getData_page_header_v2());
        long levels =
            (long) page.getDefinition_levels_byte_length()
                + page.getRepetition_levels_byte_length();
        if (page.getDefinition_levels_byte_length() < 0
            || page.getRepetition_levels_byte_length() < 0
            || levels > header.getCompressed_page_size()
            || levels > header.getUncompressed_page_size()
            || page.getNum_rows() != page.getNum_values()) {
          throw wrong(
              "has a page whose parts are larger than it, or whose rows are not its values");
        }
        count(page.getNum_values());
      }
      case DICTIONARY_PAGE -> {
        // The smallest value, an empty text or a number, has four bytes.
        long entries = required(header.getDictionary_page_header()).getNum_values();
        if (entries < 0 || entries * 4 > header.getUncompressed_page_size()) {
          throw wrong(
              String.format(
                  Locale.ROOT,
                  "has a dictionary that is said to have %d values in %d bytes",
                  entries,
                  header.getUncompressed_page_size()));
        }
      }
      case INDEX_PAGE -> {}
    }
  }

  private void count(long pageValues) throws IOException {
    if (pageValues < 0) {
      throw wrong("has a page of a negative number of values");
    }
    values += pageValues;
  }

  private <T> T required(T part) throws IOException {
    if (part == null) {
      throw wrong("has a page whose header lacks its second part");
    }
    return part;
  }

  /** Snappy's library allocates the length that the compressed bytes begin with. */
  private void requireSnappyLength(PageHeader header) throws IOException {
    int levels = 0;
    if (header.getType() == PageType.DATA_PAGE_V2) {
      var page = header.getData_page_header_v2();
      levels = page.getDefinition_levels_byte_length() + page.getRepetition_levels_byte_length();
      if (page.isSetIs_compressed() && !page.isIs_compressed()) {
        return;
      }
    }
    if (header.getCompressed_page_size() == levels) {
      return;
    }
    long stated = 0;
    try (Section section = new Section(position + levels, end)) {
      for (int shift = 0; shift < 35; shift += 7) {
        int next = section.read();
        stated |= (long) (next & 0x7F) << shift;
        if (next < 0x80) {
          break;
        }
      }
    }
    if (stated != header.getUncompressed_page_size() - levels) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "has a page of %d bytes whose compressed content says that it has %d",
              header.getUncompressed_page_size() - levels,
              stated));
    }
  }

  private IOException wrong(String problem) {
    return new IOException(
        String.format(
            Locale.ROOT, "its column '%s' %s", column.getPath_in_schema().get(0), problem));
  }

  /** Bytes of the file between two positions. */
  private final class Section extends InputStream {
    private final long end;
    private long next;

    Section(long start, long end) {
      this.next = start;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (next >= end) {
        return -1;
      }
      int read =
          file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, end - next)), next);
      next += Math.max(0, read);
      return read;
    }
  }

  /** Counts the bytes that are taken from a stream. */
  private static final class CountedInput extends InputStream {
    private final InputStream stream;
    private long count;

    CountedInput(InputStream stream) {
      this.stream = stream;
    }

    long count() {
      return count;
    }

    @Override
    public int read() throws IOException {
      int read = stream.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = stream.read(target, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
