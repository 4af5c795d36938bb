package org.dashsweep.data.glue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.dashsweep.data.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads tab-separated UTF-8 text as Hugging Face's data sets do, with Python's {@code
 * csv.QUOTE_NONE}. Quote characters are text; empty lines and a byte-order mark are skipped. A line
 * with too few fields lacks the last columns; fields beyond the header are not looked at.
 *
 * @param header the columns of files that do not name them; if empty, the first line does
 */
record TabSeparated(List<String> header) implements TableReader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  TabSeparated {
    header = List.copyOf(header);
  }

  /** Returns the reader of files whose first line names the columns. */
  static TabSeparated withHeader() {
    return new TabSeparated(List.of());
  }

  @Override
  public String extension() {
    return "tsv";
  }

  @Override
  public String unit() {
    return "line";
  }

  @Override
  public void read(Path file, List<String> columns, Consumer<Row> rows) {
    long line = 0;
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DataException(file.toString(), "is no regular file");
    }
    // A decoder of its own, because the usual one puts question marks for what is not UTF-8.
    try (Reader bytes =
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder());
        BufferedReader text = new BufferedReader(bytes)) {
      int @Nullable [] places = header.isEmpty() ? null : places(file, header, columns);
      for (String next = text.readLine(); next != null; next = text.readLine()) {
        line++;
        if (line == 1 && !next.isEmpty() && next.charAt(0) == BYTE_ORDER_MARK) {
          next = next.substring(1);
        }
        if (next.isEmpty()) {
          continue;
        }
        // The limit keeps empty fields at the end of the line.
        String[] fields = next.split("\t", -1);
        if (places == null) {
          places = places(file, Arrays.asList(fields), columns);
        } else {
          rows.accept(new Row(line, values(fields, places)));
        }
      }
    } catch (CharacterCodingException e) {
      throw new DataException(file.toString(), "is not UTF-8 after line " + line, e);
    } catch (NoSuchFileException e) {
      throw new DataException(file.toString(), "does not exist", e);
    } catch (IOException e) {
      throw new DataException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }

  private static int[] places(Path file, List<String> header, List<String> columns) {
    int[] places = new int[columns.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = header.indexOf(columns.get(i));
      if (places[i] < 0) {
        throw new DataException(
            file.toString(),
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
