package org.dashsweep.data.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.dashsweep.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Row of a file, or as much of it as was asked for.
 *
 * @param file name of the file, for messages
 * @param number line of the file where the row begins, from 1; number of the row, from 1, in
 *     Parquet files and JSON arrays
 * @param unit what {@code number} counts: "line" or "row"
 * @param values for each column asked for, in that order: a String, Long, Double, Boolean, or null
 *     where the row has no value; CSV and TSV have Strings alone, and none is null
 */
public record Row(String file, long number, String unit, List<@Nullable Object> values) {
  /** Makes a row of values that are copied. */
  public Row {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** Returns the row's place, for a message: "train.csv, line 3". */
  public String place() {
    return String.format(Locale.ROOT, "%s, %s %d", file, unit, number);
  }

  /** Makes the exception about this row: "train.csv, line 3, PROBLEM". */
  public DataException wrong(String problem) {
    return new DataException(place() + ",", problem);
  }
}
