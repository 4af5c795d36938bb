package org.dashsweep.jobs.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.dashsweep.data.DataException;
import org.dashsweep.data.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads flat columns of text and numbers from Parquet files of this machine. Core finds it as a
 * service.
 */
public final class ParquetTableReader implements TableReader {
  @Override
  public String extension() {
    return "parquet";
  }

  @Override
  public String unit() {
    return "row";
  }

  @Override
  public void read(Path file, List<String> columns, Consumer<Row> rows) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file.toString(), "does not exist");
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            new LocalInputFile(file),
            ParquetReadOptions.builder().usePageChecksumVerification().build())) {
      MessageType schema = reader.getFileMetaData().getSchema();
      MessageType wanted = projection(file, schema, columns);
      reader.setRequestedSchema(wanted);
      MessageColumnIO assembly = new ColumnIOFactory().getColumnIO(wanted, schema);
      long number = 0;
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> groups =
            assembly.getRecordReader(pages, new GroupRecordConverter(wanted));
        for (long i = 0; i < pages.getRowCount(); i++) {
          number++;
          rows.accept(new Row(number, values(groups.read(), columns)));
        }
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Parquet throws RuntimeException for a file that is cut short or is something else.
      throw new DataException(
          file.toString(), "cannot be read as a Parquet file: " + e.getMessage(), e);
    }
  }

  private static MessageType projection(Path file, MessageType schema, List<String> columns) {
    List<Type> types = new ArrayList<>();
    for (String column : columns) {
      if (!schema.containsField(column)) {
        throw new DataException(
            file.toString(),
            String.format(
                Locale.ROOT,
                "has no column '%s', only %s",
                column,
                schema.getFields().stream().map(Type::getName).toList()));
      }
      Type type = schema.getType(column);
      if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
        throw new DataException(
            file.toString(),
            String.format(Locale.ROOT, "has no text or number in column '%s': %s", column, type));
      }
      types.add(type);
    }
    return new MessageType(schema.getName(), types);
  }

  private static List<@Nullable Object> values(Group row, List<String> columns) {
    List<@Nullable Object> values = new ArrayList<>(columns.size());
    for (String column : columns) {
      values.add(row.getFieldRepetitionCount(column) == 0 ? null : value(row, column));
    }
    return values;
  }

  private static Object value(Group row, String column) {
    PrimitiveType type = row.getType().getType(column).asPrimitiveType();
    return switch (type.getPrimitiveTypeName()) {
      case BINARY -> row.getString(column, 0);
      case INT32 -> (long) row.getInteger(column, 0);
      case INT64 -> row.getLong(column, 0);
      // By its shortest decimals: 3.8, not 3.799999952316284.
      case FLOAT -> Double.valueOf(Float.toString(row.getFloat(column, 0)));
      case DOUBLE -> row.getDouble(column, 0);
      case BOOLEAN, INT96, FIXED_LEN_BYTE_ARRAY ->
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "column '%s' is of type %s", column, type));
    };
  }
}
