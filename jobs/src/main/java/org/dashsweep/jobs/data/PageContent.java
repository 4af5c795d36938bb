package org.dashsweep.jobs.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Content of one page of a flat column, decompressed. Walks over the lengths in it, by Parquet's <a
 * href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">encodings</a>, and
 * decodes nothing.
 */
final class PageContent {
  private static final int LARGEST_BLOCK = 1 << 16;

  private final ColumnDescriptor column;
  private final ByteBuffer bytes;
  private final int values;

  /**
   * Prepares a walk.
   *
   * @param values number of the page's values, nulls among them
   */
  PageContent(ColumnDescriptor column, byte[] bytes, int values) {
    this.column = column;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.values = values;
  }

  /** Returns the number of values that are not null, by levels that begin with their length. */
  int presentByLevels() throws IOException {
    return column.getMaxDefinitionLevel() == 0 ? values : withLength(1, values);
  }

  /** Returns the number of values that are not null, by levels that are all there is. */
  int presentByBareLevels() throws IOException {
    return column.getMaxDefinitionLevel() == 0 ? values : runs(bytes, 1, values);
  }

  /**
   * Checks the rest of the page.
   *
   * @param present number of the values that are not null
   * @throws IOException if it does not hold exactly these
   */
  void requireValues(Encoding encoding, int present) throws IOException {
    if (present == 0) {
      return;
    }
    switch (encoding) {
      case PLAIN -> requirePlainValues(present);
      case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
        require(1);
        runs(bytes, bytes.get() & 0xFF, present);
      }
      case RLE -> withLength(1, present);
      case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> skipDeltas(present);
      case DELTA_BYTE_ARRAY -> {
        skipDeltas(present);
        skipDeltas(present);
      }
      case BYTE_STREAM_SPLIT -> requireExactly((long) present * width());
      default -> throw wrong("is encoded as " + encoding + ", which is not read");
    }
  }

  /** Checks values that stand one after another. */
  void requirePlainValues(int present) throws IOException {
    PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
    if (type == PrimitiveTypeName.BOOLEAN) {
      requireExactly((present + 7L) / 8);
    } else if (type != PrimitiveTypeName.BINARY) {
      requireExactly((long) present * width());
    } else {
      for (int i = 0; i < present; i++) {
        require(Integer.BYTES);
        int length = bytes.getInt();
        require(length);
        bytes.position(bytes.position() + length);
      }
      requireExactly(0);
    }
  }

  private int width() throws IOException {
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case INT32, FLOAT -> 4;
      case INT64, DOUBLE -> 8;
      case BOOLEAN, BINARY, INT96, FIXED_LEN_BYTE_ARRAY ->
          throw wrong("is of type " + column.getPrimitiveType());
    };
  }

  private int withLength(int bitWidth, int count) throws IOException {
    require(Integer.BYTES);
    int length = bytes.getInt();
    require(length);
    ByteBuffer part = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return runs(part, bitWidth, count);
  }

  /**
   * Walks over runs of equal and of packed values.
   *
   * @param count number of values that they must have
   * @return the number of ones among them, if they have one bit each
   */
  private int runs(ByteBuffer part, int bitWidth, int count) throws IOException {
    if (bitWidth > Integer.SIZE) {
      throw wrong(String.format(Locale.ROOT, "has values of %d bits", bitWidth));
    }
    int ones = 0;
    int left = count;
    while (left > 0) {
      long header = number(part);
      long length = (header & 1) == 0 ? header >>> 1 : (header >>> 1) * 8;
      // A last packed run may be longer, to a multiple of eight.
      if (length == 0 || length > left + 7L) {
        throw wrong("has a run of another length than its page");
      }
      int used = (int) Math.min(left, length);
      int size = (header & 1) == 0 ? (bitWidth + 7) / 8 : (int) (((long) used * bitWidth + 7) / 8);
      require(part, size);
      ones += bitWidth == 1 ? ones(part, (header & 1) == 0, used) : 0;
      long whole = (header & 1) == 0 ? size : length / 8 * bitWidth;
      part.position((int) Math.min(part.limit(), part.position() + whole));
      left -= used;
    }
    return ones;
  }

  private static int ones(ByteBuffer part, boolean equal, int count) {
    int start = part.position();
    if (equal) {
      return (part.get(start) & 1) * count;
    }
    int ones = 0;
    for (int i = 0; i < count; i++) {
      ones += (part.get(start + i / 8) >> (i % 8)) & 1;
    }
    return ones;
  }

  /** Walks over integers that are stored as differences. */
  private void skipDeltas(int present) throws IOException {
    long block = number(bytes);
    long miniBlocks = number(bytes);
    long count = number(bytes);
    number(bytes);
    if (block <= 0 || block > LARGEST_BLOCK || miniBlocks <= 0 || block % (miniBlocks * 8) != 0) {
      throw wrong("has blocks of a size that cannot be");
    }
    if (count != present) {
      throw wrong(String.format(Locale.ROOT, "has %d values where %d are stated", count, present));
    }
    long perMiniBlock = block / miniBlocks;
    for (long left = count - 1; left > 0; ) {
      number(bytes);
      require((int) miniBlocks);
      byte[] widths = new byte[(int) miniBlocks];
      bytes.get(widths);
      for (int i = 0; i < miniBlocks && left > 0; i++) {
        long size = (widths[i] & 0xFF) * perMiniBlock / 8;
        if ((widths[i] & 0xFF) > Long.SIZE) {
          throw wrong("has differences of more than 64 bits");
        }
        require((int) size);
        bytes.position(bytes.position() + (int) size);
        left -= perMiniBlock;
      }
    }
  }

  /** An unsigned number of seven bits a byte, the lowest first. */
  private long number(ByteBuffer part) throws IOException {
    long number = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      require(part, 1);
      byte next = part.get();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw wrong("has a number without an end");
  }

  private void require(int count) throws IOException {
    require(bytes, count);
  }

  private void require(ByteBuffer part, int count) throws IOException {
    if (count < 0 || count > part.remaining()) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "has a page with %d bytes where %d are stated",
              part.remaining(),
              count));
    }
  }

  private void requireExactly(long count) throws IOException {
    if (count != bytes.remaining()) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "has a page with %d bytes of values where there should be %d",
              bytes.remaining(),
              count));
    }
  }

  private IOException wrong(String problem) {
    return new IOException(
        String.format(Locale.ROOT, "its column '%s' %s", column.getPath()[0], problem));
  }
}
