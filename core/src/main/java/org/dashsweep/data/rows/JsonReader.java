package org.dashsweep.data.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects, one a line or all in one array. A key of the objects is a column; an object
 * without the key has null there, and so has one with JSON's null.
 */
final class JsonReader implements RowReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(RowLimits.ROW_CHARACTERS)
                  .maxNestingDepth(100)
                  .build())
          .build();

  private final RowFormat format;

  private JsonReader(RowFormat format) {
    this.format = format;
  }

  static JsonReader ofLines() {
    return new JsonReader(RowFormat.JSON_LINES);
  }

  /** Returns the reader of files whose first character tells an array from lines. */
  static JsonReader ofLinesOrArray() {
    return new JsonReader(RowFormat.JSON);
  }

  @Override
  public RowFormat format() {
    return format;
  }

  @Override
  public List<String> columns(RowFile file) {
    Set<String> keys = new LinkedHashSet<>();
    scan(file, List.of(), keys, row -> {});
    return List.copyOf(keys);
  }

  @Override
  public void read(RowFile file, List<String> columns, Consumer<Row> rows) {
    KnownKeys known = new KnownKeys(file, columns);
    scan(
        file,
        columns,
        known.seen(),
        row -> {
          known.require(row);
          rows.accept(row);
        });
  }

  private void scan(RowFile file, List<String> columns, Set<String> keys, Consumer<Row> rows) {
    if (format == RowFormat.JSON && beginsAnArray(file)) {
      scanArray(file, columns, keys, rows);
    } else {
      scanLines(file, columns, keys, rows);
    }
  }

  private static boolean beginsAnArray(RowFile file) {
    try (Utf8Reader text = Utf8Reader.open(file)) {
      char[] start = new char[1 << 10];
      for (int count = text.read(start); count >= 0; count = text.read(start)) {
        String part = new String(start, 0, count).stripLeading();
        if (!part.isEmpty()) {
          return part.startsWith("[");
        }
      }
      return false;
    } catch (IOException e) {
      throw new DataException(file.name(), "cannot be read: " + e.getMessage(), e);
    }
  }

  private static void scanLines(
      RowFile file, List<String> columns, Set<String> keys, Consumer<Row> rows) {
    try (Lines lines = Lines.open(file)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          rows.accept(ofLine(file, lines.number(), line, columns, keys));
        }
      }
    }
  }

  private static Row ofLine(
      RowFile file, long number, String line, List<String> columns, Set<String> keys) {
    String place = String.format(Locale.ROOT, "%s, line %d,", file.name(), number);
    try (JsonParser parser = JSON.createParser(line)) {
      parser.nextToken();
      List<@Nullable Object> values = new JsonRow(place, parser, columns, keys).values();
      if (parser.nextToken() != null) {
        throw new DataException(
            place, "has something behind its JSON object; write one object a line");
      }
      return new Row(file.name(), number, "line", values);
    } catch (JsonProcessingException e) {
      throw new DataException(
          place,
          String.format(
              Locale.ROOT,
              "is not one JSON object: %s%s",
              e.getOriginalMessage(),
              e.getLocation() == null
                  ? ""
                  : String.format(Locale.ROOT, " (column %d)", e.getLocation().getColumnNr())),
          e);
    } catch (IOException e) {
      throw new DataException(place, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static void scanArray(
      RowFile file, List<String> columns, Set<String> keys, Consumer<Row> rows) {
    long number = 0;
    try (JsonParser parser = JSON.createParser(Utf8Reader.open(file))) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        number++;
        String place =
            String.format(
                Locale.ROOT,
                "%s, row %d (line %d),",
                file.name(),
                number,
                parser.currentTokenLocation().getLineNr());
        List<@Nullable Object> values = new JsonRow(place, parser, columns, keys).values();
        rows.accept(new Row(file.name(), number, "row", values));
      }
      if (parser.nextToken() != null) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s, line %d,",
                file.name(),
                parser.currentTokenLocation().getLineNr()),
            "has something behind its array");
      }
    } catch (JsonProcessingException e) {
      throw broken(file, number, e);
    } catch (IOException e) {
      throw new DataException(file.name(), "cannot be read: " + e.getMessage(), e);
    }
  }

  private static DataException broken(RowFile file, long row, JsonProcessingException thrown) {
    String place =
        thrown.getLocation() == null
            ? String.format(Locale.ROOT, "%s, behind row %d,", file.name(), row)
            : String.format(
                Locale.ROOT,
                "%s, line %d, column %d,",
                file.name(),
                thrown.getLocation().getLineNr(),
                thrown.getLocation().getColumnNr());
    return new DataException(place, "is not valid JSON: " + thrown.getOriginalMessage(), thrown);
  }

  /** Tells a row without a value from a column that no row of the file has. */
  private final class KnownKeys {
    private final RowFile file;
    private final List<String> wanted;
    private final Set<String> seen = new LinkedHashSet<>();
    private boolean complete;

    KnownKeys(RowFile file, List<String> wanted) {
      this.file = file;
      this.wanted = wanted;
    }

    Set<String> seen() {
      return seen;
    }

    void require(Row row) {
      if (!complete && row.values().contains(null)) {
        for (String column : wanted) {
          if (!seen.contains(column)) {
            // Of sparse rows a later one may have it: worth a pass, once.
            Columns.places(file, columns(file), wanted);
            break;
          }
        }
        complete = true;
      }
    }
  }
}
