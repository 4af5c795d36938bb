package org.dashsweep.data.described;

import java.util.List;
import org.dashsweep.data.DataException;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.rows.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file with sound texts and a label that is not yet read as one.
 *
 * @param row its values and place
 * @param number among all rows of its location, from 1
 * @param label as text; a whole number has no fraction, whatever its file calls it
 */
record LabelledRow(Row row, int number, String text, @Nullable String pair, String label) {
  /** Texts of rows, which are the same row if these are equal. */
  List<String> texts() {
    return pair == null ? List.of(text) : List.of(text, pair);
  }

  Example example(String split, Label read) {
    return new Example(split + "-" + number, text, pair, read);
  }

  /** Makes the exception about this row. */
  DataException wrong(String problem) {
    return row.wrong(problem);
  }
}
