package org.dashsweep.data.described;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.data.LongestText;
import org.dashsweep.data.rows.Row;
import org.dashsweep.data.rows.RowFiles;
import org.jspecify.annotations.Nullable;

/**
 * Reads a description's rows from files. Texts stay as they are.
 *
 * @param columns that are read
 */
record RowReading(TaskDescription.Columns columns) {
  /** Doubles up to this size hold every whole number. */
  private static final double MOST_WHOLE = 1L << 53;

  /**
   * Reads all rows.
   *
   * @throws org.dashsweep.data.DataException naming file and line of a row without a text, with a
   *     text that is too long, or without a label
   */
  List<LabelledRow> read(RowFiles files) {
    List<LabelledRow> rows = new ArrayList<>();
    files.read(columns.all(), row -> rows.add(labelled(row, rows.size() + 1)));
    return rows;
  }

  private LabelledRow labelled(Row row, int number) {
    @Nullable String pair = columns.pair();
    return new LabelledRow(
        row,
        number,
        text(row, columns.text(), 0),
        pair == null ? null : text(row, pair, 1),
        label(row));
  }

  private static String text(Row row, String column, int place) {
    @Nullable Object value = row.values().get(place);
    if (value == null) {
      throw row.wrong("has no text in column '" + column + "'; fill it in, or remove the row");
    }
    if (!(value instanceof String text)) {
      throw row.wrong(
          String.format(
              Locale.ROOT,
              "has %s in column '%s' where a text should be; put it in quotes, or name another column",
              value,
              column));
    }
    if (text.isBlank()) {
      throw row.wrong(
          "has an empty text in column '" + column + "'; fill it in, or remove the row");
    }
    if (LongestText.isExceededBy(text)) {
      throw row.wrong(
          String.format(Locale.ROOT, "has in column '%s' %s", column, LongestText.problem(text)));
    }
    return text;
  }

  private String label(Row row) {
    @Nullable Object value = row.values().get(row.values().size() - 1);
    if (value == null || value.toString().isBlank()) {
      throw row.wrong(
          "has no label in column '" + columns.label() + "'; fill it in, or remove the row");
    }
    if (value instanceof Double number
        && number == Math.rint(number)
        && Math.abs(number) < MOST_WHOLE) {
      return Long.toString(number.longValue());
    }
    return value.toString();
  }
}
