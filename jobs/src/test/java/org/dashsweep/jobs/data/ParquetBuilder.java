package org.dashsweep.jobs.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** Writes a Parquet file of one column, "text", whose metadata may say anything. */
final class ParquetBuilder {
  private record Page(PageHeader header, ByteBuffer content) {}

  private final List<Page> pages = new ArrayList<>();
  private CompressionCodec codec = CompressionCodec.UNCOMPRESSED;
  private int rows;
  private Consumer<PageHeader> pageChange = page -> {};
  private Consumer<ColumnMetaData> columnChange = column -> {};
  private Consumer<FileMetaData> footerChange = footer -> {};

  ParquetBuilder codec(CompressionCodec used) {
    codec = used;
    return this;
  }

  ParquetBuilder plain(String... texts) {
    return page(Encoding.PLAIN, texts.length, plainBytes(texts));
  }

  ParquetBuilder dictionary(int stated, String... texts) {
    byte[] content = plainBytes(texts);
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, content.length, content.length);
    header.setDictionary_page_header(new DictionaryPageHeader(stated, Encoding.PLAIN));
    pages.add(new Page(header, ByteBuffer.wrap(content)));
    return this;
  }

  /** Adds values by their places in the dictionary: one byte of the width, then runs. */
  ParquetBuilder indices(int values, byte[] content) {
    return page(Encoding.RLE_DICTIONARY, values, content);
  }

  ParquetBuilder page(Encoding encoding, int values, byte[] content) {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, content.length, content.length);
    header.setData_page_header(new DataPageHeader(values, encoding, Encoding.RLE, Encoding.RLE));
    pages.add(new Page(header, ByteBuffer.wrap(content)));
    rows += values;
    return this;
  }

  ParquetBuilder pages(Consumer<PageHeader> change) {
    pageChange = change;
    return this;
  }

  ParquetBuilder column(Consumer<ColumnMetaData> change) {
    columnChange = change;
    return this;
  }

  ParquetBuilder footer(Consumer<FileMetaData> change) {
    footerChange = change;
    return this;
  }

  private static byte[] plainBytes(String... texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      bytes.writeBytes(littleEndian(encoded.length));
      bytes.writeBytes(encoded);
    }
    return bytes.toByteArray();
  }

  private static byte[] littleEndian(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  void write(Path file) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    long dataPage = 4;
    for (Page page : pages) {
      if (page.header().getType() == PageType.DATA_PAGE) {
        dataPage = 4L + data.size();
      }
      pageChange.accept(page.header());
      Util.writePageHeader(page.header(), data);
      data.writeBytes(page.content().array());
    }
    ColumnMetaData column =
        new ColumnMetaData(
            Type.BYTE_ARRAY,
            List.of(Encoding.PLAIN),
            List.of("text"),
            codec,
            rows,
            data.size(),
            data.size(),
            dataPage);
    if (dataPage > 4) {
      column.setDictionary_page_offset(4);
    }
    columnChange.accept(column);
    ColumnChunk chunk = new ColumnChunk(0);
    chunk.setMeta_data(column);
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(1);
    SchemaElement text = new SchemaElement("text");
    text.setType(Type.BYTE_ARRAY);
    text.setRepetition_type(FieldRepetitionType.REQUIRED);
    text.setConverted_type(ConvertedType.UTF8);
    FileMetaData footer =
        new FileMetaData(
            1,
            new ArrayList<>(List.of(root, text)),
            rows,
            List.of(new RowGroup(List.of(chunk), data.size(), rows)));
    footerChange.accept(footer);
    ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, metadata);
    write(file, data.toByteArray(), metadata.toByteArray());
  }

  /** Writes a file of these parts. */
  static void write(Path file, byte[] data, byte[] footer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(data);
    bytes.writeBytes(footer);
    bytes.writeBytes(littleEndian(footer.length));
    bytes.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
    Files.write(file, bytes.toByteArray());
  }
}
