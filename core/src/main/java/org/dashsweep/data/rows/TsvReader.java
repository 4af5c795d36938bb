package org.dashsweep.data.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads tab-separated text whose quote characters are text, as Python's {@code csv.QUOTE_NONE}
 * does. The first line names the columns; empty lines are skipped.
 */
final class TsvReader implements RowReader {
  @Override
  public RowFormat format() {
    return RowFormat.TSV;
  }

  @Override
  public List<String> columns(RowFile file) {
    try (Lines lines = Lines.open(file)) {
      return header(file, lines);
    }
  }

  @Override
  public void read(RowFile file, List<String> columns, Consumer<Row> rows) {
    try (Lines lines = Lines.open(file)) {
      List<String> header = header(file, lines);
      int[] places = Columns.places(file, header, columns);
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isEmpty()) {
          List<String> fields = fields(file, lines.number(), line, header.size());
          List<@Nullable Object> values = new ArrayList<>(places.length);
          for (int place : places) {
            values.add(fields.get(place));
          }
          rows.accept(new Row(file.name(), lines.number(), "line", values));
        }
      }
    }
  }

  private static List<String> header(RowFile file, Lines lines) {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isEmpty()) {
        // The limit keeps empty fields at the end of the line.
        List<String> columns = List.of(line.split("\t", RowLimits.COLUMNS + 1));
        Columns.requireHeader(file, lines.number(), columns);
        return columns;
      }
    }
    throw new DataException(file.name(), "has no header: it has no text");
  }

  private static List<String> fields(RowFile file, long number, String line, int expected) {
    long count = line.chars().filter(character -> character == '\t').count() + 1;
    if (count != expected) {
      throw FieldCount.wrong(file, number, count, expected);
    }
    return List.of(line.split("\t", -1));
  }
}
