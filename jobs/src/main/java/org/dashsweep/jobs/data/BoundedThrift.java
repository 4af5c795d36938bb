package org.dashsweep.jobs.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TMap;
import shaded.parquet.org.apache.thrift.protocol.TProtocolException;
import shaded.parquet.org.apache.thrift.protocol.TSet;
import shaded.parquet.org.apache.thrift.protocol.TStruct;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * Reads Parquet's metadata and allocates nothing that its bytes cannot fill. Thrift itself believes
 * the stated length of a list of structures, and nests as deep as it is told.
 */
final class BoundedThrift extends TCompactProtocol {
  private static final int DEEPEST = 32;

  private final int bytes;
  private int depth;

  private BoundedThrift(InputStream stream, int bytes) throws TTransportException {
    super(
        new TIOStreamTransport(
            new TConfiguration(bytes, TConfiguration.DEFAULT_MAX_FRAME_SIZE, DEEPEST), stream));
    this.bytes = bytes;
  }

  /**
   * Reads a file's metadata.
   *
   * @throws IOException if these bytes are none
   */
  static FileMetaData footer(byte[] footer) throws IOException {
    try {
      FileMetaData metadata = new FileMetaData();
      metadata.read(new BoundedThrift(new ByteArrayInputStream(footer), footer.length));
      return metadata;
    } catch (TException e) {
      throw new IOException("its metadata is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a page's header.
   *
   * @param longest number of bytes that it may have
   * @throws IOException if the stream does not begin with one
   */
  static PageHeader page(InputStream stream, int longest) throws IOException {
    try {
      PageHeader header = new PageHeader();
      header.read(new BoundedThrift(stream, longest));
      return header;
    } catch (TException e) {
      throw new IOException("the header of a page is damaged: " + e.getMessage(), e);
    }
  }

  @Override
  public TStruct readStructBegin() throws TException {
    enter();
    return super.readStructBegin();
  }

  @Override
  public void readStructEnd() throws TException {
    depth--;
    super.readStructEnd();
  }

  @Override
  public TList readListBegin() throws TException {
    enter();
    TList list = super.readListBegin();
    requireFits(list.size);
    return list;
  }

  @Override
  public void readListEnd() throws TException {
    depth--;
    super.readListEnd();
  }

  @Override
  public TSet readSetBegin() throws TException {
    enter();
    TSet set = super.readSetBegin();
    requireFits(set.size);
    return set;
  }

  @Override
  public void readSetEnd() throws TException {
    depth--;
    super.readSetEnd();
  }

  @Override
  public TMap readMapBegin() throws TException {
    enter();
    TMap map = super.readMapBegin();
    requireFits(map.size);
    return map;
  }

  @Override
  public void readMapEnd() throws TException {
    depth--;
    super.readMapEnd();
  }

  private void enter() throws TException {
    depth++;
    if (depth > DEEPEST) {
      throw new TProtocolException(
          String.format(Locale.ROOT, "structures are nested more than %d deep", DEEPEST));
    }
  }

  /** Each element has one byte at least. */
  private void requireFits(int elements) throws TException {
    if (elements < 0 || elements > bytes) {
      throw new TProtocolException(
          String.format(
              Locale.ROOT, "a list of %d elements is said to be in %d bytes", elements, bytes));
    }
  }
}
