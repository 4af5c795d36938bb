package org.dashsweep.data.rows;

import java.util.Locale;
import org.dashsweep.data.DataException;

/** Complains of rows whose fields are not those of the header. */
final class FieldCount {
  private FieldCount() {}

  static DataException wrong(RowFile file, long line, long fields, long expected) {
    return new DataException(
        String.format(Locale.ROOT, "%s, line %d,", file.name(), line),
        String.format(
            Locale.ROOT,
            "has %d field%s where the header has %d",
            fields,
            fields == 1 ? "" : "s",
            expected));
  }
}
