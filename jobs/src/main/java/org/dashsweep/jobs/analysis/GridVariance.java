package org.dashsweep.jobs.analysis;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.FDistribution;
import org.dashsweep.jobs.analysis.result.AnalysedMetric;
import org.dashsweep.jobs.analysis.result.ImportanceRow;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Part;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Source;
import org.jspecify.annotations.Nullable;

/**
 * The exact decomposition of the variance over a full grid: the functional ANOVA of Hutter, Hoos
 * and Leyton-Brown (2014, "An efficient approach for assessing hyperparameter importance"), of the
 * cells' means in place of a model's.
 *
 * <p>On a full grid every cell has as many trials, so that the parts are orthogonal: the share of a
 * set U of settings is V_U / V with V_U = Σ n (m − m̄)², less the parts of U's subsets. Trials of
 * one cell differ in the seed alone. Their part is tested against, by an F test.
 */
final class GridVariance {
  /** Sums of squares below this share are rounding. */
  private static final double ROUNDING = 1e-12;

  private final AnalysedMetric analysed;
  private final List<String> settings;
  private final CellMeans means;
  private final Design design;
  private final List<ImportanceRow> rows = new ArrayList<>();
  private double leftSquares;
  private long leftDegrees;

  private GridVariance(AnalysedMetric analysed, List<String> settings, CellMeans means) {
    this.analysed = analysed;
    this.settings = settings;
    this.means = means;
    this.design = means.design();
    this.leftSquares = design.trials().squares() - design.cells().squares();
    this.leftDegrees = design.cells().count() - 1;
  }

  /**
   * Returns the shares of settings, pairs, what is beyond pairs, and the seed. They add up to 1.
   *
   * @param settings the names
   * @throws IllegalArgumentException if the grid is not full, or nothing varies
   */
  static List<ImportanceRow> of(AnalysedMetric analysed, List<String> settings, CellMeans means) {
    if (!means.design().isFullGrid() || means.design().isConstant()) {
      throw new IllegalArgumentException("shares are exact on a full grid that varies alone");
    }
    return new GridVariance(analysed, settings, means).decompose();
  }

  private List<ImportanceRow> decompose() {
    List<Double> alone = new ArrayList<>();
    for (int index = 0; index < settings.size(); index++) {
      double squares = squares(means.of(index));
      alone.add(squares);
      add(Part.SETTING, settings.get(index), null, squares, design.levels().get(index) - 1L);
    }
    for (List<Integer> pair : CellMeans.pairs(settings.size())) {
      int first = pair.get(0);
      int second = pair.get(1);
      add(
          Part.PAIR,
          settings.get(first),
          settings.get(second),
          squares(means.of(first, second)) - alone.get(first) - alone.get(second),
          (design.levels().get(first) - 1L) * (design.levels().get(second) - 1L));
    }
    if (settings.size() > 2) {
      add(Part.HIGHER, null, null, leftSquares, leftDegrees);
    }
    if (design.degreesWithin() > 0) {
      rows.add(row(Part.SEED, null, null, design.cells().squares(), design.degreesWithin(), null));
    }
    return rows;
  }

  private double squares(List<CellMean> cells) {
    double squares = 0;
    for (CellMean cell : cells) {
      double deviation = cell.mean() - design.trials().mean();
      squares += cell.trials() * deviation * deviation;
    }
    return squares;
  }

  private void add(
      Part part, @Nullable String setting, @Nullable String other, double squares, long degrees) {
    leftSquares -= squares;
    leftDegrees -= degrees;
    rows.add(row(part, setting, other, squares, degrees, pValue(squares, degrees)));
  }

  private ImportanceRow row(
      Part part,
      @Nullable String setting,
      @Nullable String other,
      double squares,
      long degrees,
      @Nullable Double pValue) {
    double share = squares / design.trials().squares();
    return new ImportanceRow(
        analysed,
        Source.EXACT,
        part,
        setting,
        other,
        Math.abs(share) < ROUNDING ? 0 : share,
        null,
        null,
        null,
        degrees,
        pValue);
  }

  /** The F test of a part against the variance between seeds. */
  private @Nullable Double pValue(double squares, long degrees) {
    long within = design.degreesWithin();
    double noise = within == 0 ? 0 : design.cells().squares() / within;
    if (degrees < 1 || noise <= ROUNDING * design.trials().squares()) {
      return null;
    }
    double statistic = Math.max(0, squares / degrees / noise);
    return 1
        - new FDistribution((double) degrees, (double) within).cumulativeProbability(statistic);
  }
}
