package org.dashsweep.evaluation.subject;

import java.util.Locale;

/** Embeddings of images or texts, one a row, scaled to length 1. */
public final class Embeddings {
  private final double[][] rows;

  private Embeddings(double[][] rows) {
    this.rows = rows;
  }

  /**
   * Makes embeddings of a model's output.
   *
   * @param values (count, width), of any length
   * @throws IllegalArgumentException if there is no row, the widths differ, or a row has no
   *     direction: zero, infinite or not a number
   */
  public static Embeddings of(float[][] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("There must be an embedding");
    }
    double[][] rows = new double[values.length][];
    for (int i = 0; i < rows.length; i++) {
      if (values[i].length != values[0].length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Embeddings must have one width: %d, %d",
                values[0].length,
                values[i].length));
      }
      rows[i] = unit(i, values[i]);
    }
    return new Embeddings(rows);
  }

  private static double[] unit(int index, float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    double length = Math.sqrt(squares);
    if (!(length > 0) || Double.isInfinite(length)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Embedding %d has no direction: its length is %s", index, length));
    }
    double[] unit = new double[values.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = values[i] / length;
    }
    return unit;
  }

  /** Returns the number of rows. */
  public int count() {
    return rows.length;
  }

  /**
   * Returns the cosine of a row with a row of others.
   *
   * @throws IllegalArgumentException if the widths differ
   */
  public double cosine(int row, Embeddings others, int other) {
    double[] a = rows[row];
    double[] b = others.rows[other];
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "Embeddings must have one width: %d, %d", a.length, b.length));
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
