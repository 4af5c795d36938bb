package org.dashsweep.data.rows;

import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;

/** The reader of every format. */
public final class RowReaders {
  private RowReaders() {}

  /**
   * Returns the reader of a format that is no text, which another module brings as a service. If
   * none does, it returns a reader that reports this when it is asked to read.
   */
  public static RowReader service(RowFormat format) {
    return ServiceLoader.load(RowReader.class, RowReader.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(reader -> reader.format() == format)
        .findFirst()
        .orElse(new Missing(format));
  }

  static RowReader of(RowFormat format, Quoting quoting) {
    return switch (format) {
      case JSON_LINES -> JsonReader.ofLines();
      case JSON -> JsonReader.ofLinesOrArray();
      case CSV -> QuotedReader.ofCsv();
      case TSV -> quoting == Quoting.RFC_4180 ? QuotedReader.ofTsv() : new TsvReader();
      case PARQUET -> service(format);
    };
  }

  private record Missing(RowFormat format) implements RowReader {
    @Override
    public List<String> columns(RowFile file) {
      throw missing(file);
    }

    @Override
    public void read(RowFile file, List<String> columns, Consumer<Row> rows) {
      throw missing(file);
    }

    private DataException missing(RowFile file) {
      return new DataException(
          file.name(),
          String.format(
              Locale.ROOT, "cannot be read: no reader of .%s is installed", format.label()));
    }
  }
}
