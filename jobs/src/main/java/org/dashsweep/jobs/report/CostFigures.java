package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;

/** Quality against cost, with the Pareto front: what no other configuration beats in both. */
final class CostFigures {
  private static final double MEBIBYTE = 1024.0 * 1024.0;

  /** The ratio of costs from which on their axis is logarithmic. */
  private static final double WIDE = 20;

  /** Kinds of cost, by the title of their axis. */
  private static final Map<String, ToDoubleFunction<ReportedTrial>> COSTS = costs();

  private CostFigures() {}

  static List<Figure> of(ReportedTrials sweep) {
    List<Figure> figures = new ArrayList<>();
    COSTS.forEach(
        (title, cost) -> {
          List<Chart> panels = new ArrayList<>();
          for (ReportColumn column : sweep.columns()) {
            String id = "cost-" + figures.size() + "-" + panels.size();
            chart(id, title, column, points(sweep.byConfiguration(column), cost))
                .ifPresent(panels::add);
          }
          figures.addAll(
              Figure.of(
                  "Metric against " + title,
                  "A dot for each configuration, the mean over its seeds. The grey line joins the"
                      + " Pareto front: no other configuration is as cheap and as good.",
                  panels));
        });
    return figures;
  }

  private static Map<String, ToDoubleFunction<ReportedTrial>> costs() {
    Map<String, ToDoubleFunction<ReportedTrial>> costs = new LinkedHashMap<>();
    costs.put(
        "trainable parameters",
        trial ->
            (double)
                (trial.measured().cost().adapterParameters()
                    + trial.measured().cost().headParameters()));
    costs.put("training time, s", trial -> trial.measured().cost().trainSeconds());
    costs.put("peak memory, MiB", trial -> trial.measured().cost().peakMemoryBytes() / MEBIBYTE);
    return costs;
  }

  /** The place of one configuration. */
  private record Point(ReportedConfiguration configuration, double cost, double value) {}

  private static List<Point> points(
      SortedMap<ReportedConfiguration, List<ReportedTrial>> all,
      ToDoubleFunction<ReportedTrial> cost) {
    List<Point> points = new ArrayList<>();
    all.forEach(
        (configuration, trials) -> {
          Point point =
              new Point(
                  configuration,
                  ReportedMean.of(trials, cost).sample().mean(),
                  SummaryTable.sample(trials).mean());
          // A logarithmic axis has no place for zero.
          if (point.cost() > 0 && Double.isFinite(point.value())) {
            points.add(point);
          }
        });
    return points;
  }

  private static Optional<Chart> chart(
      String id, String cost, ReportColumn column, List<Point> points) {
    if (points.stream().map(Point::cost).distinct().count() < 2) {
      return Optional.empty();
    }
    Map<String, List<double[]>> byMethod = new LinkedHashMap<>();
    points.forEach(
        point ->
            byMethod
                .computeIfAbsent(point.configuration().method(), method -> new ArrayList<>())
                .add(new double[] {point.cost(), point.value()}));
    List<Chart.Series> series = new ArrayList<>();
    series.add(
        new Chart.Series("Pareto front", Chart.Series.FRONT, null, front(points, column.metric())));
    byMethod.forEach(
        (method, of) ->
            series.add(new Chart.Series(ReportedMethodStates.shown(method), method, null, of)));
    return Optional.of(
        new Chart(
            id,
            Chart.Kind.POINTS,
            column.name(),
            List.of(axis(cost, points), Chart.Axis.linear(column.metric().name())),
            series));
  }

  /** Costs that differ little would be one place of a logarithmic axis. */
  private static Chart.Axis axis(String cost, List<Point> points) {
    double low = points.stream().mapToDouble(Point::cost).min().orElseThrow();
    double high = points.stream().mapToDouble(Point::cost).max().orElseThrow();
    return high > WIDE * low ? Chart.Axis.logarithmic(cost) : Chart.Axis.linear(cost);
  }

  /** The points that none is both as cheap and better than, from the cheapest. */
  private static List<double[]> front(List<Point> points, ReportedMetric metric) {
    List<Point> byCost =
        points.stream()
            .sorted(
                Comparator.comparingDouble(Point::cost)
                    .thenComparing((a, b) -> metric.isBetter(a.value(), b.value()) ? -1 : 1))
            .toList();
    List<double[]> front = new ArrayList<>();
    for (Point point : byCost) {
      if (front.isEmpty() || metric.isBetter(point.value(), front.get(front.size() - 1)[1])) {
        front.add(new double[] {point.cost(), point.value()});
      }
    }
    return front;
  }
}
