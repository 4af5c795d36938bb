package org.dashsweep.data.rows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dashsweep.data.DataException;
import org.dashsweep.file.Suggestion;
import org.jspecify.annotations.Nullable;

/** Names of the columns of a file. */
public final class Columns {
  private static final int MOST_SHOWN = 30;

  private Columns() {}

  /**
   * Checks the header of a file.
   *
   * @param line of the file where it begins
   * @throws DataException if there are too many columns, one has no name, or two have the same
   */
  static void requireHeader(RowFile file, long line, List<String> columns) {
    String place = String.format(Locale.ROOT, "%s, line %d,", file.name(), line);
    if (columns.size() > RowLimits.COLUMNS) {
      throw new DataException(
          place,
          String.format(
              Locale.ROOT,
              "has %d columns; at most %d are read",
              columns.size(),
              RowLimits.COLUMNS));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).isEmpty()) {
        throw new DataException(
            place,
            String.format(
                Locale.ROOT,
                "has no name for column %d; name it, or leave it out (in pandas: index=False)",
                i + 1));
      }
      if (!names.add(columns.get(i))) {
        throw new DataException(
            place,
            String.format(Locale.ROOT, "names two columns '%s'; rename one", columns.get(i)));
      }
    }
  }

  /**
   * Returns where the wanted columns are.
   *
   * @throws DataException if one is not there
   */
  static int[] places(RowFile file, List<String> columns, List<String> wanted) {
    int[] places = new int[wanted.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = columns.indexOf(wanted.get(i));
      if (places[i] < 0) {
        throw missing(file, wanted.get(i), columns);
      }
    }
    return places;
  }

  /** Makes the exception about a column that a file does not have. */
  public static DataException missing(RowFile file, String column, List<String> columns) {
    @Nullable String meant = Suggestion.closest(column, columns);
    List<String> shown = new ArrayList<>(columns.subList(0, Math.min(columns.size(), MOST_SHOWN)));
    if (shown.size() < columns.size()) {
      shown.add("…");
    }
    return new DataException(
        file.name(),
        String.format(
            Locale.ROOT,
            "has no column '%s', only %s%s",
            column,
            shown,
            meant == null ? "" : "; did you mean " + meant + "?"));
  }
}
