package org.dashsweep.jobs.analysis;

import java.math.BigInteger;
import java.util.List;

/**
 * The design of a metric's trials: which combinations of levels they have, and how they vary.
 *
 * @param levels number of levels of each setting
 */
record Design(List<Integer> levels, Trials trials, Cells cells) {
  Design {
    levels = List.copyOf(levels);
  }

  /**
   * All trials.
   *
   * @param squares sum of the squared deviations from the mean
   */
  record Trials(long count, double mean, double squares) {}

  /**
   * The combinations of levels that trials have.
   *
   * @param fewest trials of a cell
   * @param most trials of a cell
   * @param squares sum of the squared deviations from the cells' means
   */
  record Cells(long count, long fewest, long most, double squares) {}

  /** Returns the number of all combinations of levels, or the largest long if there are more. */
  long possibleCells() {
    BigInteger product = BigInteger.ONE;
    for (int each : levels) {
      product = product.multiply(BigInteger.valueOf(each));
    }
    return product.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  /** Tells whether every combination of levels has the same number of trials. */
  boolean isFullGrid() {
    return !levels.isEmpty() && cells.count() == possibleCells() && cells.fewest() == cells.most();
  }

  /** Returns the degrees of freedom of the variance within cells. */
  long degreesWithin() {
    return trials.count() - cells.count();
  }

  /** Tells whether all trials have the same value, up to the rounding of sums. */
  boolean isConstant() {
    double size = Math.max(Math.abs(trials.mean()), Double.MIN_NORMAL);
    return Math.sqrt(trials.squares() / trials.count()) <= 1e-12 * size;
  }

  /**
   * Returns an estimate of the mean of some cells of a full grid over new seeds, from the variance
   * within cells; of another design from the variance of the cell's trials.
   */
  Estimated mean(CellMean cell) {
    if (!isFullGrid() || degreesWithin() == 0) {
      return isFullGrid() ? Estimated.alone(cell.mean()) : cell.estimate();
    }
    double within = cells.squares() / degreesWithin();
    return Estimated.of(cell.mean(), Math.sqrt(within / cell.trials()), degreesWithin());
  }
}
