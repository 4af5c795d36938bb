package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.analysis.result.AnalysedMetric;
import org.dashsweep.jobs.analysis.result.Analysis;
import org.dashsweep.jobs.analysis.result.AnalysisStore;
import org.dashsweep.jobs.analysis.result.CurveClusterRow;
import org.dashsweep.jobs.analysis.result.ImportanceRow;
import org.dashsweep.jobs.analysis.result.InteractionRow;
import org.dashsweep.jobs.analysis.result.MarginalRow;
import org.dashsweep.jobs.analysis.result.SettingsThatMatter;
import org.dashsweep.jobs.analysis.result.StoredAnalysis;
import org.dashsweep.jobs.analysis.result.SurrogateRow;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.jspecify.annotations.Nullable;

/** The section on settings that matter, as {@code dash-sweep analyse} has found them. */
final class AnalysisSection {
  private static final int DECIMALS = 2;
  private static final int MOST_PANELS = 12;

  /** A dot has the colour of a method; these have none. */
  private static final String COLOUR = Methods.SUBJECT.baseline().orElseThrow().name();

  private final Analysis analysis;
  private final Predicate<AnalysedMetric> judging;

  private AnalysisSection(Analysis analysis, Predicate<AnalysedMetric> judging) {
    this.analysis = analysis;
    this.judging = judging;
  }

  static Section of(ReportedTrials sweep) throws IOException {
    Section section = Section.of("analysis", "Which settings matter");
    Optional<StoredAnalysis> stored;
    try {
      stored = new AnalysisStore(sweep.store()).read();
    } catch (IOException unreadable) {
      // The report has more to show than an analysis that somebody may just be replacing.
      return section.warning(List.of(String.valueOf(unreadable.getMessage())));
    }
    if (stored.isEmpty()) {
      return section.saying(
          List.of(
              "Nobody has asked yet: dash-sweep analyse --out "
                  + sweep.store().directory()
                  + " finds out, and the next report shows it."));
    }
    Section found =
        new AnalysisSection(stored.get().analysis(), metric -> isJudging(metric, sweep))
            .fill(section);
    return stored.get().isCurrent(sweep.snapshot())
        ? found
        : found.warning(List.of(StoredAnalysis.STALE));
  }

  /** Tells whether trials are judged by a metric: those of the loss are no news. */
  private static boolean isJudging(AnalysedMetric metric, ReportedTrials sweep) {
    return sweep.succeeded().stream()
        .map(trial -> trial.measured().score())
        .anyMatch(
            score ->
                score.primaryMetric().equals(metric.metric())
                    && score.primaryDataset().equals(metric.dataset())
                    && score.primarySplit().equals(metric.split()));
  }

  private Section fill(Section section) {
    return section
        .saying(
            analysis.surrogates().stream()
                .filter(row -> judging.test(row.analysed()))
                .map(this::sentence)
                .toList())
        .drawing(importance())
        .drawing(marginals())
        .drawing(interactions())
        .drawing(clusters());
  }

  /** The share of the variance that is explained comes first: it says what all else is worth. */
  private String sentence(SurrogateRow row) {
    String design =
        row.isFullGrid()
            ? String.format(
                Locale.ROOT,
                "a full grid of %d cells: the shares of the variance are exact",
                row.cells())
            : String.format(
                Locale.ROOT, "%d of %d cells have trials", row.cells(), row.possibleCells());
    String forest =
        row.rSquared() == null || row.rSquaredLower() == null || row.rSquaredUpper() == null
            ? ""
            : String.format(
                Locale.ROOT,
                "; on held-out trials a random forest explains R² = %s (95 %% from %s to %s)",
                ReportTable.decimal(row.rSquared(), DECIMALS),
                ReportTable.decimal(row.rSquaredLower(), DECIMALS),
                ReportTable.decimal(row.rSquaredUpper(), DECIMALS));
    String worth =
        switch (row.finding()) {
          case PREDICTS -> "";
          case NOTHING -> ", which is nothing: it says of no setting that it matters";
          case TOO_FEW -> "; the trials are too few for a forest";
          case CONSTANT -> "; the metric is the same in all trials";
        };
    return row.analysed().title()
        + ": "
        + row.trials()
        + " trials, "
        + design
        + forest
        + worth
        + ". "
        + String.join(" ", SettingsThatMatter.of(analysis, row).sentences());
  }

  private <R> Map<AnalysedMetric, List<R>> byMetric(
      List<R> rows, Function<R, AnalysedMetric> metric) {
    return rows.stream()
        .filter(row -> judging.test(metric.apply(row)))
        .collect(Collectors.groupingBy(metric, LinkedHashMap::new, Collectors.toList()));
  }

  private List<Figure> importance() {
    List<Chart> panels = new ArrayList<>();
    byMetric(analysis.importance(), ImportanceRow::analysed)
        .forEach(
            (metric, rows) -> {
              boolean exact =
                  rows.stream().anyMatch(row -> row.source() == ImportanceRow.Source.EXACT);
              List<ImportanceRow> shown =
                  rows.stream()
                      .filter(row -> exact == (row.source() == ImportanceRow.Source.EXACT))
                      .sorted(Comparator.comparingDouble(row -> -row.importance()))
                      .limit(MOST_PANELS)
                      .toList();
              panels.add(importance(panels.size(), metric, exact, shown));
            });
    return Figure.of(
        "Importance of the settings",
        "Of a full grid the exact share of the variance; otherwise how much R² a forest loses on"
            + " held-out trials when the setting is permuted, with its 95 % interval over folds. A"
            + " loss above 1 means that the forest then does worse than the plain mean.",
        panels);
  }

  private static Chart importance(
      int number, AnalysedMetric metric, boolean exact, List<ImportanceRow> rows) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      ImportanceRow row = rows.get(i);
      points.add(
          new double[] {i, row.importance(), orNothing(row.lower()), orNothing(row.upper())});
    }
    return new Chart(
        "importance-" + number,
        Chart.Kind.INTERVALS,
        metric.title(),
        List.of(
            Chart.Axis.linear(exact ? "share of the variance" : "loss of R²"),
            Chart.Axis.of("setting", rows.stream().map(AnalysisSection::name).toList())),
        List.of(new Chart.Series("importance", COLOUR, null, points)));
  }

  private static String name(ImportanceRow row) {
    return switch (row.part()) {
      case SETTING -> String.valueOf(row.setting());
      case PAIR -> row.setting() + " × " + row.otherSetting();
      case HIGHER -> "three settings and more";
      case SEED -> "seed";
    };
  }

  private List<Figure> marginals() {
    List<Chart> panels = new ArrayList<>();
    byMetric(analysis.marginals(), MarginalRow::analysed)
        .forEach(
            (metric, rows) -> {
              boolean forest =
                  !isFullGrid(metric)
                      && rows.stream()
                          .anyMatch(row -> row.estimate() == MarginalRow.Estimate.FOREST);
              rows.stream()
                  .filter(row -> forest == (row.estimate() == MarginalRow.Estimate.FOREST))
                  .collect(
                      Collectors.groupingBy(
                          MarginalRow::setting, LinkedHashMap::new, Collectors.toList()))
                  .forEach(
                      (setting, values) ->
                          panels.add(marginal(panels.size(), metric, setting, values)));
            });
    return Figure.of(
        "Metric by value of one setting",
        "Mean over everything else with its 95 % interval; where the grid is not full, the mean"
            + " prediction of the forest, which stands in for combinations without trials.",
        panels.subList(0, Math.min(2 * MOST_PANELS, panels.size())));
  }

  private boolean isFullGrid(AnalysedMetric metric) {
    return analysis.surrogates().stream()
        .anyMatch(row -> row.analysed().equals(metric) && row.isFullGrid());
  }

  private static Chart marginal(
      int number, AnalysedMetric metric, String setting, List<MarginalRow> rows) {
    List<MarginalRow> ordered =
        rows.stream().sorted(Comparator.comparingInt(MarginalRow::position)).toList();
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < ordered.size(); i++) {
      MarginalRow row = ordered.get(i);
      points.add(new double[] {i, row.mean(), orNothing(row.lower()), orNothing(row.upper())});
    }
    return new Chart(
        "marginal-" + number,
        Chart.Kind.LINES,
        metric.task() + ": " + setting,
        List.of(
            Chart.Axis.of(setting, ordered.stream().map(MarginalRow::value).toList()),
            Chart.Axis.linear(metric.metric())),
        List.of(new Chart.Series("mean", COLOUR, null, points)));
  }

  private List<Figure> interactions() {
    List<Figure> figures = new ArrayList<>();
    byMetric(analysis.interactions(), InteractionRow::analysed)
        .forEach(
            (metric, rows) -> {
              List<Double> means =
                  rows.stream().map(InteractionRow::mean).filter(Double::isFinite).toList();
              if (means.isEmpty()) {
                return;
              }
              Chart.Axis colours =
                  Chart.Axis.linear(metric.metric())
                      .between(Collections.min(means), Collections.max(means));
              List<Chart> panels = new ArrayList<>();
              rows.stream()
                  .collect(
                      Collectors.groupingBy(
                          row -> row.setting() + " × " + row.otherSetting(),
                          LinkedHashMap::new,
                          Collectors.toList()))
                  .forEach(
                      (pair, cells) ->
                          panels.add(
                              interaction(
                                  String.format(
                                      Locale.ROOT,
                                      "interaction-%d-%d",
                                      figures.size(),
                                      panels.size()),
                                  pair,
                                  cells,
                                  colours)));
              figures.addAll(
                  Figure.of(
                      "Metric by values of two settings, " + metric.title(),
                      "Mean over everything else, on one scale of colours.",
                      panels.subList(0, Math.min(MOST_PANELS, panels.size()))));
            });
    return figures;
  }

  private static Chart interaction(
      String id, String pair, List<InteractionRow> cells, Chart.Axis colours) {
    Map<Integer, String> columns = new TreeMap<>();
    Map<Integer, String> rows = new TreeMap<>();
    for (InteractionRow cell : cells) {
      columns.put(cell.position(), cell.value());
      rows.put(cell.otherPosition(), cell.otherValue());
    }
    List<Integer> across = List.copyOf(columns.keySet());
    List<Integer> down = List.copyOf(rows.keySet());
    InteractionRow first = cells.get(0);
    return new Chart(
        id,
        Chart.Kind.HEAT_MAP,
        pair,
        List.of(
            Chart.Axis.of(first.setting(), List.copyOf(columns.values())),
            Chart.Axis.of(first.otherSetting(), List.copyOf(rows.values())),
            colours),
        List.of(
            new Chart.Series(
                pair,
                COLOUR,
                null,
                cells.stream()
                    .map(
                        cell ->
                            new double[] {
                              across.indexOf(cell.position()),
                              down.indexOf(cell.otherPosition()),
                              cell.mean()
                            })
                    .toList())));
  }

  private List<Figure> clusters() {
    List<Chart> panels = new ArrayList<>();
    analysis.curveClusters().stream()
        .collect(
            Collectors.groupingBy(
                row -> row.task() + ", " + row.curve(), LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (title, rows) -> {
              Map<Integer, List<CurveClusterRow>> byCluster =
                  rows.stream()
                      .collect(
                          Collectors.groupingBy(
                              CurveClusterRow::cluster, LinkedHashMap::new, Collectors.toList()));
              List<Chart.Series> series = new ArrayList<>();
              byCluster.forEach((cluster, points) -> series.add(cluster(cluster, points)));
              panels.add(
                  new Chart(
                      "clusters-" + panels.size(),
                      Chart.Kind.LINES,
                      title,
                      List.of(
                          Chart.Axis.linear("share of the training"),
                          Chart.Axis.linear(rows.get(0).curve())),
                      series));
            });
    return Figure.of(
        "Kinds of learning curves",
        "Mean curve of each cluster of trials, with the span of its trials.",
        panels.subList(0, Math.min(MOST_PANELS, panels.size())));
  }

  private static Chart.Series cluster(int cluster, List<CurveClusterRow> rows) {
    String name =
        String.format(Locale.ROOT, "cluster %d, %d trials", cluster, rows.get(0).trials());
    return new Chart.Series(
        name,
        "cluster " + cluster,
        null,
        rows.stream()
            .sorted(Comparator.comparingInt(CurveClusterRow::point))
            .map(row -> new double[] {row.progress(), row.mean(), row.lower(), row.upper()})
            .toList());
  }

  private static double orNothing(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
