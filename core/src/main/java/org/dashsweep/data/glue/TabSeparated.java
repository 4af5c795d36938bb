package org.dashsweep.data.glue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.Lines;
import org.dashsweep.data.rows.Row;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.data.rows.RowReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads tab-separated UTF-8 text as Hugging Face's data sets do, with Python's {@code
 * csv.QUOTE_NONE}. Quote characters are text; empty lines and a byte-order mark are skipped. A line
 * with too few fields lacks the last columns; fields beyond the header are not looked at.
 *
 * @param header the columns of files that do not name them; if empty, the first line does
 */
record TabSeparated(List<String> header) implements RowReader {
  TabSeparated {
    header = List.copyOf(header);
  }

  /** Returns the reader of files whose first line names the columns. */
  static TabSeparated withHeader() {
    return new TabSeparated(List.of());
  }

  @Override
  public RowFormat format() {
    return RowFormat.TSV;
  }

  @Override
  public List<String> columns(RowFile file) {
    try (Lines lines = open(file)) {
      return columns(lines);
    }
  }

  @Override
  public void read(RowFile file, List<String> columns, Consumer<Row> rows) {
    try (Lines lines = open(file)) {
      List<String> names = columns(lines);
      int[] places = names.isEmpty() ? new int[0] : places(file, names, columns);
      for (String line = next(lines); line != null; line = next(lines)) {
        rows.accept(
            new Row(file.name(), lines.number(), "line", values(line.split("\t", -1), places)));
      }
    }
  }

  private static Lines open(RowFile file) {
    if (Files.exists(file.path()) && !Files.isRegularFile(file.path())) {
      throw new DataException(file.name(), "is no regular file");
    }
    return Lines.open(file);
  }

  /** Nothing if the file should name them and has no text. */
  private List<String> columns(Lines lines) {
    if (!header.isEmpty()) {
      return header;
    }
    @Nullable String first = next(lines);
    // The limit keeps empty fields at the end of the line.
    return first == null ? List.of() : List.of(first.split("\t", -1));
  }

  private static @Nullable String next(Lines lines) {
    @Nullable String line = lines.next();
    while (line != null && line.isEmpty()) {
      line = lines.next();
    }
    return line;
  }

  private static int[] places(RowFile file, List<String> header, List<String> columns) {
    int[] places = new int[columns.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = header.indexOf(columns.get(i));
      if (places[i] < 0) {
        throw new DataException(
            file.name(),
            String.format(
                Locale.ROOT, "has no column '%s' in line 1, only %s", columns.get(i), header));
      }
    }
    return places;
  }

  private static List<@Nullable Object> values(String[] fields, int[] places) {
    List<@Nullable Object> values = new ArrayList<>(places.length);
    for (int place : places) {
      values.add(place < fields.length ? fields[place] : null);
    }
    return values;
  }
}
