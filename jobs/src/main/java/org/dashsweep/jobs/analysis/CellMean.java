package org.dashsweep.jobs.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trials with one level each of some settings.
 *
 * @param levels position of the level of each setting
 * @param variance of the trials, or null for a single one
 */
record CellMean(List<Integer> levels, long trials, double mean, @Nullable Double variance) {
  CellMean {
    levels = List.copyOf(levels);
  }

  /** Returns the mean of the population that the trials are a sample of. */
  Estimated estimate() {
    return variance == null
        ? Estimated.alone(mean)
        : Estimated.of(mean, Math.sqrt(variance / trials), trials - 1);
  }
}
