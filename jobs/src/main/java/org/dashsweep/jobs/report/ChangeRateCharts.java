package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
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
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    figures.addAll(
        Figure.of(
            "Change rates by singular value",
            "",
            shapes(
                "rates-by-value",
                "place among the singular values, %, from the largest to the smallest",
                RateShape::byIndex,
                (place, count) -> PERCENT * (place + 0.5) / count,
                Chart.Axis::linear,
                Chart.Axis::logarithmic)));
    figures.addAll(
        Figure.of(
            "Change rates of the smallest singular values",
            "",
            shapes(
                "rates-of-last",
                "place from the end",
                RateShape::last,
                (place, count) -> place - count,
                Chart.Axis::linear,
                Chart.Axis::linear)));
    figures.addAll(
        Figure.of(
            "Change rates by their size",
            "",
            shapes(
                "rates-by-size",
                "place among the change rates, from the largest",
                RateShape::bySize,
                (place, count) -> 1L << place,
                Chart.Axis::logarithmic,
                Chart.Axis::logarithmic)));
    figures.addAll(
        Figure.of(
            "Directions of full fine-tuning that are found, by update",
            "Recall and accuracy against the best full fine-tuning; grey lines are what a choice at"
                + " random and the smallest singular values score.",
            captureCurves()));
    figures.addAll(maps());
    return figures;
  }

  private List<Chart> shapes(
      String id,
      String xTitle,
      Function<RateShape, List<Double>> values,
      Abscissa abscissa,
      Function<String, Chart.Axis> horizontal,
      Function<String, Chart.Axis> vertical) {
    Map<String, List<RateShape>> groups =
        grouped(analysis.shapes(), each -> each.model() + ", " + each.task());
    List<Chart> charts = new ArrayList<>();
    groups.forEach(
        (title, shapes) -> {
          List<Chart.Series> series = curves(shapes, values, abscissa);
          if (!series.isEmpty()) {
            charts.add(
                new Chart(
                    id + "-" + charts.size(),
                    Chart.Kind.LINES,
                    title,
                    List.of(horizontal.apply(xTitle), vertical.apply("change rate")),
                    series));
          }
        });
    return charts;
  }

  private static <T> Map<String, List<T>> grouped(List<T> all, Function<T, String> title) {
    return all.stream()
        .collect(Collectors.groupingBy(title, LinkedHashMap::new, Collectors.toList()));
  }

  /** The abscissa of a point of a curve. */
  @FunctionalInterface
  private interface Abscissa {
    double of(int place, int count);
  }

  private static List<Chart.Series> curves(
      List<RateShape> shapes, Function<RateShape, List<Double>> values, Abscissa abscissa) {
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
    return series;
  }

  /** Accuracy by layer and module, a map for each model and method, all on one scale. */
  private List<Figure> maps() {
    List<Chart> panels = new ArrayList<>();
    for (CaptureMap map : CaptureMap.all(analysis.byMatrix())) {
      panels.add(chart(panels.size(), map));
    }
    return Figure.of(
        "Directions that are found, by layer and module",
        "Accuracy of the predicted top 8 in the mean over tasks, ranks and seeds.",
        panels);
  }

  private static Chart chart(int number, CaptureMap map) {
    List<double[]> cells = new ArrayList<>();
    for (int layer = 0; layer < map.layers().size(); layer++) {
      for (int module = 0; module < map.modules().size(); module++) {
        OptionalDouble share = map.accuracy(map.layers().get(layer), map.modules().get(module));
        if (share.isPresent()) {
          cells.add(new double[] {layer, module, PERCENT * share.getAsDouble()});
        }
      }
    }
    return new Chart(
        "capture-map-" + number,
        Chart.Kind.HEAT_MAP,
        map.title(),
        List.of(
            Chart.Axis.of("layer", map.layers()),
            Chart.Axis.of("module", map.modules()),
            Chart.Axis.linear("accuracy, %").between(0, PERCENT)),
        List.of(new Chart.Series(map.title(), map.method(), null, cells)));
  }

  private List<Chart> captureCurves() {
    Map<String, List<Capture>> groups =
        grouped(analysis.byUpdate(), each -> each.model() + ", " + each.task());
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
    return new Chart(
        "capture-" + number,
        Chart.Kind.LINES,
        title,
        List.of(Chart.Axis.linear("update"), Chart.Axis.linear("%")),
        series);
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
