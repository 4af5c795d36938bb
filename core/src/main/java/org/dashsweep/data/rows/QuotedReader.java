package org.dashsweep.data.rows;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads delimited text by RFC 4180: fields may be quoted, and then hold delimiters, line breaks and
 * doubled quotes. The first record names the columns; empty lines are skipped. A quote within an
 * unquoted field is text, as for Python's {@code csv}.
 */
final class QuotedReader implements RowReader {
  private final RowFormat format;
  private final char delimiter;

  private QuotedReader(RowFormat format, char delimiter) {
    this.format = format;
    this.delimiter = delimiter;
  }

  static QuotedReader ofCsv() {
    return new QuotedReader(RowFormat.CSV, ',');
  }

  static QuotedReader ofTsv() {
    return new QuotedReader(RowFormat.TSV, '\t');
  }

  @Override
  public RowFormat format() {
    return format;
  }

  @Override
  public List<String> columns(RowFile file) {
    Records records = new Records(RowLimits.COLUMNS + 1);
    return parse(file, records, iterator -> header(file, iterator));
  }

  @Override
  public void read(RowFile file, List<String> columns, Consumer<Row> rows) {
    Records records = new Records(RowLimits.COLUMNS + 1);
    parse(
        file,
        records,
        iterator -> {
          List<String> header = header(file, iterator);
          int[] places = Columns.places(file, header, columns);
          records.keepAtMost(header.size());
          while (iterator.hasNext()) {
            rows.accept(row(file, iterator.next(), header.size(), places));
          }
          return header;
        });
  }

  /** Uses the records of a file. */
  @FunctionalInterface
  private interface Use {
    List<String> of(CloseableIterator<Records.Fields> iterator);
  }

  private List<String> parse(RowFile file, Records records, Use use) {
    try (CsvReader<Records.Fields> reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(RowLimits.ROW_CHARACTERS)
            .build(records, Utf8Reader.open(file))) {
      return use.of(reader.iterator());
    } catch (CsvParseException e) {
      // FastCSV wraps whatever its source throws.
      if (e.getCause() instanceof DataException fault) {
        throw fault;
      }
      throw new DataException(place(file, records.line()), problem(e), e);
    } catch (UncheckedIOException | IOException e) {
      throw new DataException(place(file, records.line()), "cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> header(RowFile file, CloseableIterator<Records.Fields> iterator) {
    if (!iterator.hasNext()) {
      throw new DataException(file.name(), "has no header: it has no text");
    }
    Records.Fields header = iterator.next();
    Columns.requireHeader(file, header.line(), header.values());
    return header.values();
  }

  private static Row row(RowFile file, Records.Fields record, int expected, int[] places) {
    if (record.count() != expected) {
      throw FieldCount.wrong(file, record.line(), record.count(), expected);
    }
    List<@Nullable Object> values = new ArrayList<>(places.length);
    for (int place : places) {
      values.add(record.values().get(place));
    }
    return new Row(file.name(), record.line(), "line", values);
  }

  private static String place(RowFile file, long line) {
    return String.format(Locale.ROOT, "%s, line %d,", file.name(), line);
  }

  /** FastCSV's complaints in this program's words. */
  private static String problem(CsvParseException thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (message.startsWith("Unclosed quoted field")) {
      return "begins a record with a quote that is never closed";
    }
    if (message.startsWith("Unexpected character after closing quote")) {
      return "begins a record with text behind a closing quote; double a quote inside a quoted field";
    }
    if (message.contains("maximum buffer size") || message.equals(Records.TOO_LONG)) {
      return String.format(
          Locale.ROOT,
          "begins a record of more than %d characters; a quote in it may never be closed",
          RowLimits.ROW_CHARACTERS);
    }
    return "is not as RFC 4180 has it: " + message;
  }
}
