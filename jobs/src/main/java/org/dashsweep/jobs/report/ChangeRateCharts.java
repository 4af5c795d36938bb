package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.dashsweep.jobs.directions.Capture;
import org.dashsweep.jobs.directions.DirectionAnalysis;
import org.dashsweep.jobs.directions.RateShape;

/** Figures of the recorded change rates: figure 1 of Si et al., 2025, and captures by update. */
record ChangeRateCharts(DirectionAnalysis analysis) {
  private static final int PERCENT = 100;
  private static final String RANDOM = "random";

  /** Names of the choices that no training makes. */
  private static final List<String> LEVELS = List.of(RANDOM, "smallest singular values");

  /** Returns figures by model and task: rates by index, their tail, rates by size, captures. */
  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    Map<String, List<RateShape>> groups =
        analysis.shapes().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.model() + ", " + each.task(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    groups.forEach(
        (title, shapes) -> {
          charts.add(
              curve(
                  charts.size(),
                  title + ": by singular value",
                  "place among the singular values, %, from the largest to the smallest",
                  shapes,
                  RateShape::byIndex,
                  (place, count) -> PERCENT * (place + 0.5) / count,
                  Chart.Scales.LOGARITHMIC));
          charts.add(
              curve(
                  charts.size(),
                  title + ": the smallest singular values",
                  "place from the end",
                  shapes,
                  RateShape::last,
                  (place, count) -> place - count,
                  Chart.Scales.LINEAR));
          charts.add(
              curve(
                  charts.size(),
                  title + ": sorted",
                  "place among the change rates, from the largest",
                  shapes,
                  RateShape::bySize,
                  (place, count) -> 1L << place,
                  Chart.Scales.DOUBLY_LOGARITHMIC));
        });
    charts.addAll(captureCurves());
    return charts.stream().filter(chart -> !chart.series().isEmpty()).toList();
  }

  /** The abscissa of a point of a curve. */
  @FunctionalInterface
  private interface Abscissa {
    double of(int place, int count);
  }

  private static Chart curve(
      int number,
      String title,
      String xTitle,
      List<RateShape> shapes,
      Function<RateShape, List<Double>> values,
      Abscissa abscissa,
      Chart.Scales scales) {
    List<Chart.Series> series = new ArrayList<>();
    for (RateShape each : shapes) {
      List<Double> curve = values.apply(each);
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < curve.size(); i++) {
        points.add(new double[] {abscissa.of(i, curve.size()), curve.get(i)});
      }
      if (!points.isEmpty()) {
        series.add(series(each.method(), each.rank(), points));
      }
    }
    return new Chart(
        "change-rates-" + number, "line", title, xTitle, "change rate", List.of(), series, scales);
  }

  private List<Chart> captureCurves() {
    Map<String, List<Capture>> groups =
        analysis.byUpdate().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.model() + ", " + each.task(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Chart> charts = new ArrayList<>();
    groups.forEach(
        (title, captures) -> {
          charts.add(
              capture(
                  charts.size(),
                  title + ": accuracy",
                  captures,
                  Capture::accuracy,
                  List.of(Capture::randomAccuracy, Capture::smallestAccuracy)));
          charts.add(
              capture(
                  charts.size(),
                  title + ": recall",
                  captures,
                  Capture::recall,
                  List.of(Capture::randomRecall, Capture::smallestRecall)));
        });
    return charts;
  }

  private static Chart capture(
      int number,
      String title,
      List<Capture> captures,
      ToDoubleFunction<Capture> score,
      List<ToDoubleFunction<Capture>> levels) {
    Map<List<String>, List<double[]>> lines = new LinkedHashMap<>();
    for (Capture each : captures) {
      double update = Double.parseDouble(each.group());
      lines
          .computeIfAbsent(List.of(each.method(), each.rank()), absent -> new ArrayList<>())
          .add(new double[] {update, PERCENT * score.applyAsDouble(each)});
    }
    List<Chart.Series> series = new ArrayList<>();
    lines.forEach((whose, points) -> series.add(series(whose.get(0), whose.get(1), points)));
    for (int i = 0; i < levels.size(); i++) {
      Map<Double, Double> level = new TreeMap<>();
      for (Capture each : captures) {
        level.put(Double.valueOf(each.group()), PERCENT * levels.get(i).applyAsDouble(each));
      }
      List<double[]> points = new ArrayList<>();
      level.forEach((update, value) -> points.add(new double[] {update, value}));
      series.add(new Chart.Series(LEVELS.get(i), RANDOM, null, points, List.of()));
    }
    return new Chart("capture-" + number, "line", title, "update", "%", List.of(), series);
  }

  private static Chart.Series series(String method, String rank, List<double[]> points) {
    return new Chart.Series(
        rank.isEmpty() ? method : method + ", rank " + rank,
        method,
        rank.matches("[0-9]+") ? Long.valueOf(rank) : null,
        points,
        List.of());
  }
}
