package org.dashsweep.jobs.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.PrimitiveIterator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a row group, each checked before its values are decoded. Parquet's library believes the
 * lengths inside a page, and takes zeros for values that a page lacks.
 */
record CheckedPages(PageReadStore pages) implements PageReadStore {
  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    return new Checked(column, pages.getPageReader(column));
  }

  @Override
  public long getRowCount() {
    return pages.getRowCount();
  }

  @Override
  public Optional<Long> getRowIndexOffset() {
    return pages.getRowIndexOffset();
  }

  @Override
  public Optional<PrimitiveIterator.OfLong> getRowIndexes() {
    return pages.getRowIndexes();
  }

  @Override
  public void close() {
    pages.close();
  }

  private record Checked(ColumnDescriptor column, PageReader reader) implements PageReader {
    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
      @Nullable DictionaryPage page = reader.readDictionaryPage();
      if (page == null) {
        return null;
      }
      try {
        byte[] values = page.getBytes().toInputStream().readAllBytes();
        new PageContent(column, values, page.getDictionarySize())
            .requirePlainValues(page.getDictionarySize());
        return new DictionaryPage(
            BytesInput.from(values), page.getDictionarySize(), page.getEncoding());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public long getTotalValueCount() {
      return reader.getTotalValueCount();
    }

    @Override
    public @Nullable DataPage readPage() {
      @Nullable DataPage page = reader.readPage();
      return page == null ? null : page.accept(new Checks(column));
    }
  }

  private record Checks(ColumnDescriptor column) implements DataPage.Visitor<DataPage> {
    @Override
    public DataPage visit(DataPageV1 page) {
      try {
        byte[] bytes = page.getBytes().toInputStream().readAllBytes();
        PageContent content = new PageContent(column, bytes, page.getValueCount());
        content.requireValues(page.getValueEncoding(), content.presentByLevels());
        return new DataPageV1(
            BytesInput.from(bytes),
            page.getValueCount(),
            page.getUncompressedSize(),
            page.getStatistics(),
            page.getRlEncoding(),
            page.getDlEncoding(),
            page.getValueEncoding());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public DataPage visit(DataPageV2 page) {
      try {
        byte[] levels = page.getDefinitionLevels().toInputStream().readAllBytes();
        byte[] values = page.getData().toInputStream().readAllBytes();
        int present = new PageContent(column, levels, page.getValueCount()).presentByBareLevels();
        new PageContent(column, values, page.getValueCount())
            .requireValues(page.getDataEncoding(), present);
        return DataPageV2.uncompressed(
            page.getRowCount(),
            page.getNullCount(),
            page.getValueCount(),
            page.getRepetitionLevels(),
            BytesInput.from(levels),
            page.getDataEncoding(),
            BytesInput.from(values),
            page.getStatistics());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
