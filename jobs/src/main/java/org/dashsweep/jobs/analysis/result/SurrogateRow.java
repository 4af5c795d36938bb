package org.dashsweep.jobs.analysis.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric's analysis: the design of its trials, and how well the settings predict the metric. A
 * row of the table {@code surrogates}.
 *
 * @param trials number of succeeded trials with a finite value
 * @param settings the settings that vary among them, in kebab case
 * @param cells number of combinations of settings that trials have
 * @param possibleCells number of all combinations of the settings' values
 * @param seedsPerCell trials of each cell of a full grid, or null if the grid is not full
 * @param rSquared share of the held-out trials' variance that the forest explains, or null if none
 *     was grown
 * @param rSquaredLower lower end of its 95 % interval
 * @param rSquaredUpper upper end of its 95 % interval
 */
public record SurrogateRow(
    AnalysedMetric analysed,
    int trials,
    List<String> settings,
    int cells,
    long possibleCells,
    @Nullable Integer seedsPerCell,
    Finding finding,
    @Nullable Double rSquared,
    @Nullable Double rSquaredLower,
    @Nullable Double rSquaredUpper) {
  public SurrogateRow {
    settings = List.copyOf(settings);
  }

  /** Tells whether every combination of the settings has the same number of trials. */
  public boolean isFullGrid() {
    return seedsPerCell != null;
  }
}
