package org.dashsweep.data.rows;

import org.jspecify.annotations.Nullable;

/**
 * Form of files of rows, as far as their names do not tell it.
 *
 * @param format or null for the one that the names tell
 * @param quoting of TSV; of no effect elsewhere
 */
public record RowForm(@Nullable RowFormat format, Quoting quoting) {
  /** Form that the names tell; quote characters of TSV are text. */
  public static final RowForm BY_NAME = new RowForm(null, Quoting.NONE);

  /** Returns this form with a format that is not to be told by names. */
  public RowForm withFormat(RowFormat other) {
    return new RowForm(other, quoting);
  }

  /** Returns this form with another quoting of TSV. */
  public RowForm withQuoting(Quoting other) {
    return new RowForm(format, other);
  }
}
