package org.dashsweep.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The rows held out of training, by which the best state is chosen. They are the first of a
 * permutation, as Hugging Face's {@code Dataset.train_test_split(test_size=count, shuffle=True,
 * seed=seed)} draws them.
 *
 * <p>The arrays are shared, not copied: nobody writes to them.
 */
public final class ValidationDraw {
  private final int[] validation;
  private final int[] train;

  private ValidationDraw(int[] validation, int[] train) {
    this.validation = validation;
    this.train = train;
  }

  /**
   * Draws.
   *
   * @param rows of the training file
   * @param count rows to hold out; with 0 the file's order is kept, as the authors' code does
   * @param seed at least 0
   * @throws IllegalArgumentException if no row would be left to train on
   */
  public static ValidationDraw of(int rows, int count, long seed) {
    requireRowsLeft(rows, count);
    if (count == 0) {
      return new ValidationDraw(new int[0], IntStream.range(0, rows).toArray());
    }
    int[] order = new NumpyGenerator(seed).permutation(rows);
    return new ValidationDraw(Arrays.copyOf(order, count), Arrays.copyOfRange(order, count, rows));
  }

  /**
   * Requires a draw to leave rows to train on.
   *
   * @param rows of the training file
   * @param count rows to hold out
   * @throws IllegalArgumentException if none would be left
   */
  public static void requireRowsLeft(int rows, int count) {
    if (count < 0 || count >= rows) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "validation-rows must be from 0 to %d, one less than the training file's: %d",
              rows - 1,
              count));
    }
  }

  /** Indices of the rows held out, in the order drawn. */
  public int[] validation() {
    return validation;
  }

  /** Indices of all other rows, in the permutation's order. */
  public int[] train() {
    return train;
  }
}
