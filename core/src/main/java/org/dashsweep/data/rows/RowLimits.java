package org.dashsweep.data.rows;

/**
 * Limits on what a file of rows may hold, far above what rows for training need. They keep memory
 * bounded, and a small file from costing hours.
 */
public final class RowLimits {
  /** The most characters (UTF-16 units) of a row: a line, a record, or all of its values. */
  public static final int ROW_CHARACTERS = 16 << 20;

  /** The most columns of a file. */
  public static final int COLUMNS = 16_384;

  /** The most bytes of a file, decompressed. */
  public static final long FILE_BYTES = 8L << 30;

  /** The most bytes that one compressed byte may become, beyond {@link #UNCOUNTED_BYTES}. */
  public static final long COMPRESSION_RATIO = 200;

  /** Bytes, decompressed, up to which the ratio is not looked at. */
  public static final long UNCOUNTED_BYTES = 64L << 20;

  private RowLimits() {}
}
