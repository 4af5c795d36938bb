package org.dashsweep.data.rows;

/** Meaning of quote characters in TSV. CSV always has {@link #RFC_4180}, JSON its own. */
public enum Quoting {
  /** Quote characters are text, as in GLUE's files: no field holds a tab or a line break. */
  NONE,

  /** A quoted field may hold tabs, line breaks and doubled quotes, as in CSV. */
  RFC_4180
}
