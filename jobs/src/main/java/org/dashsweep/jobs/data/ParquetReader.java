package org.dashsweep.jobs.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.Columns;
import org.dashsweep.data.rows.Row;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.data.rows.RowLimits;
import org.dashsweep.data.rows.RowReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads flat columns of text, numbers and truth values from Parquet files of this machine. Core
 * finds it as a service.
 *
 * <p>What a file says of itself is checked before memory is taken for it. Damage that a page's
 * checksum or structure shows is refused. A file without checksums may hold damage that no reader
 * can tell from other values.
 */
public final class ParquetReader implements RowReader {
  /** Memory that a row takes beside its texts, at least. */
  private static final int ROW_BYTES = 32;

  @Override
  public RowFormat format() {
    return RowFormat.PARQUET;
  }

  @Override
  public List<String> columns(RowFile file) {
    return new Reading(file)
        .of(reader -> reader.getFileMetaData().getSchema().getFields().stream())
        .map(Type::getName)
        .toList();
  }

  @Override
  public void read(RowFile file, List<String> columns, Consumer<Row> rows) {
    new Reading(file).rows(columns, rows);
  }

  /** One reading of a file. */
  private static final class Reading {
    private final RowFile file;
    private long number;
    private long size;

    /**
     * Bytes of the rows handed over, roughly: a few bytes of a file may be the same row forever.
     */
    private long handedOver;

    /** Exception of the rows' taker, which is no fault of the file. */
    private @Nullable RuntimeException theirs;

    Reading(RowFile file) {
      this.file = file;
    }

    /** Uses an open file. */
    @FunctionalInterface
    private interface Use<T> {
      T of(ParquetFileReader reader) throws IOException;
    }

    <T> T of(Use<T> use) {
      return of(List.of(), use);
    }

    private <T> T of(List<String> columns, Use<T> use) {
      Path path = file.path();
      if (!Files.isRegularFile(path)) {
        throw new DataException(file.name(), "does not exist");
      }
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        size = channel.size();
        ParquetOutline outline = ParquetOutline.of(channel);
        try (ParquetFileReader reader =
            ParquetFileReader.open(
                new LocalInputFile(path),
                ParquetReadOptions.builder().usePageChecksumVerification().build())) {
          requireColumns(reader.getFileMetaData().getSchema(), columns);
          outline.requirePages(columns);
          return use.of(reader);
        }
      } catch (DataException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        if (theirs != null) {
          throw theirs;
        }
        // Parquet throws RuntimeException for a file that is cut short or is something else.
        throw new DataException(
            file.name(),
            String.format(
                Locale.ROOT,
                "cannot be read as a Parquet file%s: %s",
                number == 0 ? "" : " behind row " + number,
                e.getMessage()),
            e);
      }
    }

    private void requireColumns(MessageType schema, List<String> columns) {
      for (String column : columns) {
        if (!schema.containsField(column)) {
          throw Columns.missing(
              file, column, schema.getFields().stream().map(Type::getName).toList());
        }
        ParquetColumn.of(file, schema.getType(column));
      }
    }

    void rows(List<String> columns, Consumer<Row> rows) {
      of(
          columns,
          reader -> {
            MessageType schema = reader.getFileMetaData().getSchema();
            // A projection has each of them once; a caller may ask for one twice.
            MessageType wanted =
                new MessageType(
                    schema.getName(),
                    new LinkedHashSet<>(columns).stream().map(schema::getType).toList());
            reader.setRequestedSchema(wanted);
            List<ParquetColumn> places =
                columns.stream()
                    .map(column -> ParquetColumn.of(file, schema.getType(column)))
                    .toList();
            MessageColumnIO assembly = new ColumnIOFactory().getColumnIO(wanted, schema);
            for (PageReadStore pages = reader.readNextRowGroup();
                pages != null;
                pages = reader.readNextRowGroup()) {
              RecordReader<Group> groups =
                  assembly.getRecordReader(
                      new CheckedPages(pages), new GroupRecordConverter(wanted));
              for (long i = 0; i < pages.getRowCount(); i++) {
                hand(groups.read(), places, rows);
              }
            }
            return number;
          });
    }

    private void hand(Group group, List<ParquetColumn> places, Consumer<Row> rows) {
      List<@Nullable Object> values = new ArrayList<>(places.size());
      for (ParquetColumn place : places) {
        values.add(place.value(group));
      }
      number++;
      requireSize(values);
      try {
        rows.accept(new Row(file.name(), number, "row", values));
      } catch (RuntimeException e) {
        theirs = e;
        throw e;
      }
    }

    private void requireSize(List<@Nullable Object> values) {
      handedOver += ROW_BYTES;
      for (Object value : values) {
        handedOver += value instanceof String text ? text.length() : Long.BYTES;
      }
      if (handedOver > RowLimits.UNCOUNTED_BYTES
          && handedOver / RowLimits.COMPRESSION_RATIO > size) {
        throw new DataException(
            file.name(),
            String.format(
                Locale.ROOT,
                "has %d bytes, and its first %d rows %d: more than %d for each",
                size,
                number,
                handedOver,
                RowLimits.COMPRESSION_RATIO));
      }
    }
  }
}
