package org.dashsweep.data.catalogue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.dashsweep.data.TableReader;

/**
 * The readers that other modules bring, as services. Core itself reads no columnar files, because
 * the libraries for them are large.
 */
public final class TableReaders {
  private TableReaders() {}

  /**
   * Returns the reader of files with this extension. If no module brings one, it returns a reader
   * that reports this when it is asked to read.
   *
   * @param extension such as {@code parquet}
   */
  public static TableReader of(String extension) {
    return ServiceLoader.load(TableReader.class, TableReader.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(reader -> reader.extension().equals(extension))
        .findFirst()
        .orElse(new Missing(extension));
  }

  private record Missing(String extension) implements TableReader {
    @Override
    public String unit() {
      return "row";
    }

    @Override
    public void read(Path file, List<String> columns, Consumer<Row> rows) {
      throw new DataException(
          file.toString(),
          String.format(Locale.ROOT, "cannot be read: no reader of .%s is installed", extension));
    }
  }
}
