package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.trial.TrialResult;

/** Training loss against update, one chart per data set, one line per configuration. */
final class LearningCurves {
  private static final int READABLE_LINES = 12;
  private static final int POINTS = 200;
  private static final int WINDOWS = 20;

  private LearningCurves() {}

  static List<Chart> charts(ReportedTrials sweep) throws IOException {
    List<Chart> charts = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      List<Chart.Series> series = new ArrayList<>();
      for (Map.Entry<ReportedConfiguration, List<ReportedTrial>> group :
          readable(sweep.byConfiguration(column), column.metric()).entrySet()) {
        List<double[]> points = thinned(smoothed(meanLoss(sweep, group.getValue())));
        if (!points.isEmpty()) {
          ReportedConfiguration configuration = group.getKey();
          series.add(
              new Chart.Series(
                  configuration.label() + marks(group.getValue()),
                  configuration.method(),
                  configuration.rank(),
                  points,
                  group.getValue().stream().map(ReportedTrial::id).toList()));
        }
      }
      if (!series.isEmpty()) {
        charts.add(
            new Chart(
                "curve-" + charts.size(),
                "line",
                column.name(),
                "update",
                "training loss",
                List.of(),
                series));
      }
    }
    return charts;
  }

  private static String marks(List<ReportedTrial> trials) {
    List<String> marks = ReportedMean.of(trials, ReportedTrial::value).marks();
    return marks.isEmpty() ? "" : " (" + String.join(", ", marks) + ")";
  }

  /** All configurations, or the best of each method and rank where all would be a thicket. */
  private static Map<ReportedConfiguration, List<ReportedTrial>> readable(
      SortedMap<ReportedConfiguration, List<ReportedTrial>> all, ReportedMetric metric) {
    if (all.size() <= READABLE_LINES) {
      return all;
    }
    Map<String, ReportedConfiguration> best = new LinkedHashMap<>();
    all.forEach(
        (configuration, trials) ->
            best.merge(
                configuration.method() + "/" + configuration.rank(),
                configuration,
                (a, b) -> metric.isBetter(mean(all, b), mean(all, a)) ? b : a));
    SortedMap<ReportedConfiguration, List<ReportedTrial>> chosen = new TreeMap<>(all);
    chosen.keySet().retainAll(best.values());
    return chosen;
  }

  private static double mean(
      Map<ReportedConfiguration, List<ReportedTrial>> all, ReportedConfiguration configuration) {
    return SummaryTable.sample(all.getOrDefault(configuration, List.of())).mean();
  }

  /** (update, mean over the trials that got as far). */
  private static List<double[]> meanLoss(ReportedTrials sweep, List<ReportedTrial> trials)
      throws IOException {
    SortedMap<Integer, double[]> sums = new TreeMap<>();
    for (ReportedTrial trial : trials) {
      for (EntryRow<TrialResult.Step> row : sweep.snapshot().read(Tables.STEPS, trial.id())) {
        double[] sum = sums.computeIfAbsent(row.entry().step(), step -> new double[2]);
        sum[0] += row.entry().loss();
        sum[1]++;
      }
    }
    return sums.entrySet().stream()
        .map(entry -> new double[] {entry.getKey(), entry.getValue()[0] / entry.getValue()[1]})
        .toList();
  }

  /** Returns the mean over a centred window of a twentieth of the run. */
  static List<double[]> smoothed(List<double[]> points) {
    int reach = points.size() / WINDOWS / 2;
    List<double[]> smooth = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      double y =
          points.subList(Math.max(0, i - reach), Math.min(points.size(), i + reach + 1)).stream()
              .mapToDouble(point -> point[1])
              .average()
              .orElseThrow();
      smooth.add(new double[] {points.get(i)[0], y});
    }
    return smooth;
  }

  private static List<double[]> thinned(List<double[]> points) {
    int stride = (points.size() + POINTS - 1) / POINTS;
    List<double[]> kept = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (i % stride == 0 || i == points.size() - 1) {
        kept.add(points.get(i));
      }
    }
    kept.sort(Comparator.comparingDouble(point -> point[0]));
    return kept;
  }
}
