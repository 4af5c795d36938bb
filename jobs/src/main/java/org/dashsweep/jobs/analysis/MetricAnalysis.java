package org.dashsweep.jobs.analysis;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dashsweep.jobs.analysis.result.AnalysedMetric;
import org.dashsweep.jobs.analysis.result.Analysis;
import org.dashsweep.jobs.analysis.result.Finding;
import org.dashsweep.jobs.analysis.result.ImportanceRow;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Part;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Source;
import org.dashsweep.jobs.analysis.result.InteractionRow;
import org.dashsweep.jobs.analysis.result.MarginalRow;
import org.dashsweep.jobs.analysis.result.MarginalRow.Estimate;
import org.dashsweep.jobs.analysis.result.SurrogateRow;
import org.jspecify.annotations.Nullable;

/** The analysis of one metric: importance, means, correlations with costs, Pareto fronts. */
final class MetricAnalysis {
  private final AnalysedMetric analysed;
  private final Dataset<Row> frame;
  private final List<SettingColumn> columns;
  private final List<Setting> settings;
  private final ForestSettings how;

  /**
   * An analysis to make.
   *
   * @param frame a row per trial with its value, the settings' columns and the costs
   * @param columns of the settings
   * @param settings those with their levels
   */
  MetricAnalysis(
      AnalysedMetric analysed,
      Dataset<Row> frame,
      List<SettingColumn> columns,
      List<Setting> settings,
      ForestSettings how) {
    this.analysed = analysed;
    this.frame = frame;
    this.columns = columns;
    this.settings = settings;
    this.how = how;
  }

  Analysis analyse() {
    CellMeans means = CellMeans.of(frame, settings);
    Design design = means.design();
    boolean varies = !settings.isEmpty() && !design.isConstant();
    boolean grows = varies && ForestSurrogate.hasEnough(design.trials().count(), how);
    @Nullable ForestSurrogate forest = grows ? ForestSurrogate.of(frame, settings, how) : null;
    @Nullable Estimated rSquared = forest == null ? null : forest.rSquared();
    Finding finding = finding(design, rSquared);
    List<ImportanceRow> importance = new ArrayList<>();
    if (varies && design.isFullGrid()) {
      importance.addAll(
          GridVariance.of(analysed, settings.stream().map(Setting::name).toList(), means));
    }
    List<MarginalRow> marginals = new ArrayList<>(marginals(means));
    if (forest != null && finding == Finding.PREDICTS) {
      importance.addAll(importance(forest));
      marginals.addAll(dependence(forest, means));
    }
    return new Analysis(
        List.of(surrogate(design, finding, rSquared)),
        importance,
        marginals,
        interactions(means),
        CostQuality.correlations(analysed, frame),
        CostQuality.pareto(analysed, frame, columns),
        List.of(),
        List.of(),
        List.of());
  }

  private static Finding finding(Design design, @Nullable Estimated rSquared) {
    if (design.isConstant()) {
      return Finding.CONSTANT;
    }
    if (rSquared == null) {
      return Finding.TOO_FEW;
    }
    return rSquared.lower() != null && rSquared.lower() > 0 ? Finding.PREDICTS : Finding.NOTHING;
  }

  private SurrogateRow surrogate(Design design, Finding finding, @Nullable Estimated rSquared) {
    return new SurrogateRow(
        analysed,
        Math.toIntExact(design.trials().count()),
        settings.stream().map(Setting::name).toList(),
        Math.toIntExact(design.cells().count()),
        design.possibleCells(),
        design.isFullGrid() ? Math.toIntExact(design.cells().most()) : null,
        finding,
        rSquared == null ? null : rSquared.value(),
        rSquared == null ? null : rSquared.lower(),
        rSquared == null ? null : rSquared.upper());
  }

  private List<ImportanceRow> importance(ForestSurrogate forest) {
    List<ImportanceRow> rows = new ArrayList<>();
    for (int index = 0; index < settings.size(); index++) {
      rows.add(row(Part.SETTING, settings.get(index), null, forest.importance(index), null));
    }
    for (int pair = 0; pair < forest.pairs().size(); pair++) {
      rows.add(
          row(
              Part.PAIR,
              settings.get(forest.pairs().get(pair).get(0)),
              settings.get(forest.pairs().get(pair).get(1)),
              forest.interaction(pair),
              forest.joint(pair).value()));
    }
    return rows;
  }

  private ImportanceRow row(
      Part part,
      Setting setting,
      @Nullable Setting other,
      Estimated importance,
      @Nullable Double joint) {
    return new ImportanceRow(
        analysed,
        Source.FOREST,
        part,
        setting.name(),
        other == null ? null : other.name(),
        importance.value(),
        importance.lower(),
        importance.upper(),
        joint,
        null,
        null);
  }

  private List<MarginalRow> marginals(CellMeans means) {
    List<MarginalRow> rows = new ArrayList<>();
    for (int index = 0; index < settings.size(); index++) {
      for (CellMean cell : means.of(index)) {
        rows.add(
            marginal(
                Estimate.MEAN,
                settings.get(index),
                cell.levels().get(0),
                cell.trials(),
                means.design().mean(cell)));
      }
    }
    return rows;
  }

  private List<MarginalRow> dependence(ForestSurrogate forest, CellMeans means) {
    List<MarginalRow> rows = new ArrayList<>();
    for (int index = 0; index < settings.size(); index++) {
      for (CellMean cell : means.of(index)) {
        int level = cell.levels().get(0);
        rows.add(
            marginal(
                Estimate.FOREST,
                settings.get(index),
                level,
                cell.trials(),
                forest.dependence(index, level)));
      }
    }
    return rows;
  }

  private MarginalRow marginal(
      Estimate estimate, Setting setting, int position, long trials, Estimated mean) {
    SettingLevel level = setting.levels().get(position);
    return new MarginalRow(
        analysed,
        estimate,
        setting.name(),
        level.text(),
        level.number(),
        position,
        Math.toIntExact(trials),
        mean.value(),
        mean.lower(),
        mean.upper());
  }

  private List<InteractionRow> interactions(CellMeans means) {
    List<InteractionRow> rows = new ArrayList<>();
    for (List<Integer> pair : CellMeans.pairs(settings.size())) {
      Setting first = settings.get(pair.get(0));
      Setting second = settings.get(pair.get(1));
      for (CellMean cell : means.of(pair.get(0), pair.get(1))) {
        Estimated mean = means.design().mean(cell);
        SettingLevel level = first.levels().get(cell.levels().get(0));
        SettingLevel other = second.levels().get(cell.levels().get(1));
        rows.add(
            new InteractionRow(
                analysed,
                first.name(),
                level.text(),
                level.number(),
                cell.levels().get(0),
                second.name(),
                other.text(),
                other.number(),
                cell.levels().get(1),
                Math.toIntExact(cell.trials()),
                mean.value(),
                mean.lower(),
                mean.upper()));
      }
    }
    return rows;
  }
}
