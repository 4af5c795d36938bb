package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.dashsweep.directions.Comparison;
import org.dashsweep.jobs.directions.Capture;
import org.dashsweep.jobs.directions.DirectionAnalysis;
import org.dashsweep.jobs.directions.Overlap;
import org.dashsweep.jobs.directions.RateShape;
import org.dashsweep.jobs.directions.SharedDirections;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;

/**
 * The recorded change rates: figure 1 of Si et al., 2025, and its comparisons of what LoRA captures
 * with full fine-tuning.
 */
record ReportedChangeRates(DirectionAnalysis analysis) {
  private static final int PERCENT = 100;

  /** Trials that an overlap matrix is readable of. */
  private static final int MOST_OVERLAPS = 32;

  private static final String RANDOM = "random";

  /** Names of the choices that no training makes. */
  private static final List<String> LEVELS = List.of(RANDOM, "smallest singular values");

  static ReportedChangeRates read(ReportedTrials sweep) throws IOException {
    return new ReportedChangeRates(DirectionAnalysis.of(sweep.snapshot()));
  }

  boolean isEmpty() {
    return analysis.trials() == 0;
  }

  /** Returns all tables, those that have no row among them. */
  List<ReportTable> tables() {
    List<ReportTable> tables = new ArrayList<>();
    tables.add(
        captures(
            "capture",
            "Directions of trials against those of the best full fine-tuning of the same model, task and rows, after the last update. Recall: share of the true top 4 among the predicted top 8; strict: matrices with all 4 there; accuracy: share of the predicted top 8 among the true top 16. Random is what a choice at random scores, smallest what the directions of the smallest singular values score, which no training has to find.",
            "",
            analysis.byRank()));
    tables.add(places());
    tables.add(few());
    tables.addAll(heatMaps());
    tables.add(
        overlaps(
            "overlap-seeds",
            "Directions in the top 8 of two trials that differ in their seed alone: the most that two tasks could share.",
            analysis.betweenSeeds()));
    tables.add(
        overlaps(
            "overlap-tasks",
            "Directions in the top 8 of two trials that differ in their task and seed alone.",
            analysis.betweenTasks()));
    tables.add(shared());
    return tables;
  }

  private static ReportTable captures(
      String name, String caption, String group, List<Capture> captures) {
    List<Heading> headings = new ArrayList<>(whose());
    if (!group.isEmpty()) {
      headings.add(Heading.text(group));
    }
    for (String score : List.of("recall", "strict recall", "accuracy")) {
      headings.add(Heading.number(score + ", %"));
      headings.add(Heading.number(score + " at random, %"));
      headings.add(Heading.number(score + " of the smallest, %"));
    }
    headings.add(Heading.number("matrices"));
    List<List<Cell>> rows = new ArrayList<>();
    for (Capture each : captures) {
      List<Cell> row =
          new ArrayList<>(whose(each.model(), each.task(), each.method(), each.rank()));
      if (!group.isEmpty()) {
        row.add(Cell.of(each.group()));
      }
      row.add(percent(each.recall()));
      row.add(percent(each.randomRecall()));
      row.add(percent(each.smallestRecall()));
      row.add(percent(each.strictRecall()));
      row.add(percent(each.randomStrictRecall()));
      row.add(percent(each.smallestStrictRecall()));
      row.add(percent(each.accuracy()));
      row.add(percent(each.randomAccuracy()));
      row.add(percent(each.smallestAccuracy()));
      row.add(Cell.of(each.matrices()));
      rows.add(row);
    }
    return new ReportTable(name, caption, headings, rows);
  }

  private ReportTable places() {
    List<Heading> headings = new ArrayList<>(whose());
    headings.addAll(
        List.of(
            Heading.number("lower quartile"),
            Heading.number("median place"),
            Heading.number("upper quartile"),
            Heading.number("among the 8 smallest, %"),
            Heading.number("at random, %")));
    List<List<Cell>> rows = new ArrayList<>();
    for (RateShape each : analysis.shapes()) {
      List<Cell> row =
          new ArrayList<>(whose(each.model(), each.task(), each.method(), each.rank()));
      row.add(Cell.of(each.lowerQuartile(), 2));
      row.add(Cell.of(each.median(), 2));
      row.add(Cell.of(each.upperQuartile(), 2));
      row.add(percent(each.amongSmallest()));
      row.add(percent(each.randomAmongSmallest()));
      rows.add(row);
    }
    return new ReportTable(
        "direction-places",
        "Where the top 8 directions lie among the singular values of their matrix: 0 is the largest, 1 the smallest.",
        headings,
        rows);
  }

  private ReportTable few() {
    List<Heading> headings = new ArrayList<>(whose());
    headings.addAll(
        List.of(
            Heading.number("top 8 of all rates, %"),
            Heading.number("if all were equal, %"),
            Heading.number("largest over median rate")));
    List<List<Cell>> rows = new ArrayList<>();
    for (RateShape each : analysis.shapes()) {
      List<Cell> row =
          new ArrayList<>(whose(each.model(), each.task(), each.method(), each.rank()));
      row.add(percent(each.shareOfTop()));
      row.add(percent(each.equalShareOfTop()));
      row.add(Cell.of(each.aboveMedian(), 1));
      rows.add(row);
    }
    return new ReportTable(
        "direction-number",
        "How few directions change much: the share of the sum of all change rates that the top 8 of a matrix have.",
        headings,
        rows);
  }

  /** Accuracy by layer and module, a map for each model and method. */
  private List<ReportTable> heatMaps() {
    Map<String, List<Capture>> groups =
        analysis.byMatrix().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.model() + ", " + each.method(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<ReportTable> maps = new ArrayList<>();
    groups.forEach(
        (whose, captures) ->
            maps.add(
                heatMap(
                    "capture-map" + (maps.isEmpty() ? "" : "-" + (maps.size() + 1)),
                    whose,
                    captures)));
    return maps;
  }

  private static ReportTable heatMap(String name, String whose, List<Capture> captures) {
    Map<String, Map<String, Double>> accuracy = new LinkedHashMap<>();
    Set<String> layers = new LinkedHashSet<>();
    Map<String, List<Capture>> byMatrix =
        captures.stream()
            .collect(
                Collectors.groupingBy(Capture::group, LinkedHashMap::new, Collectors.toList()));
    byMatrix.forEach(
        (matrix, of) -> {
          int space = matrix.indexOf(' ');
          layers.add(matrix.substring(0, space));
          accuracy
              .computeIfAbsent(matrix.substring(space + 1), absent -> new LinkedHashMap<>())
              .put(
                  matrix.substring(0, space),
                  of.stream().mapToDouble(Capture::accuracy).average().orElseThrow());
        });
    List<String> columns =
        layers.stream().sorted(Comparator.comparingInt(Integer::parseInt)).toList();
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("module"));
    columns.forEach(layer -> headings.add(Heading.number("layer " + layer)));
    List<List<Cell>> rows = new ArrayList<>();
    accuracy.forEach(
        (module, byLayer) -> {
          List<Cell> row = new ArrayList<>();
          row.add(Cell.of(module));
          for (String layer : columns) {
            double share = byLayer.getOrDefault(layer, Double.NaN);
            row.add(
                Double.isNaN(share)
                    ? Cell.empty(Heading.number(layer))
                    : percent(share).withEmphasis(Emphasis.shade(share)));
          }
          rows.add(row);
        });
    return new ReportTable(
        name,
        whose
            + ": accuracy by layer and module, in %, all tasks, ranks and seeds together. The darker, the more of the predicted top 8 are among the true top 16. A matrix of 16 directions or fewer always has 100.",
        headings,
        rows);
  }

  private static ReportTable overlaps(String name, String caption, List<Overlap> overlaps) {
    List<Heading> headings = new ArrayList<>(whose());
    headings.addAll(
        List.of(
            Heading.number("shared, of 8"),
            Heading.number("at random"),
            Heading.number("pairs of trials")));
    List<List<Cell>> rows = new ArrayList<>();
    for (Overlap each : overlaps) {
      List<Cell> row =
          new ArrayList<>(whose(each.model(), each.tasks(), each.method(), each.rank()));
      row.add(Cell.of(each.shared(), 2));
      row.add(Cell.of(each.random(), 2));
      row.add(Cell.of(each.pairs()));
      rows.add(row);
    }
    return new ReportTable(name, caption, headings, rows);
  }

  private ReportTable shared() {
    SharedDirections matrix = analysis.sharedByTrials();
    int count = Math.min(MOST_OVERLAPS, matrix.labels().size());
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.number("no."));
    headings.add(Heading.text("trial"));
    for (int i = 0; i < count; i++) {
      headings.add(Heading.number(Integer.toString(i + 1)));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(i + 1));
      row.add(
          Cell.of(matrix.labels().get(i))
              .withTraces(
                  List.of(new Trace(matrix.labels().get(i), List.of(matrix.ids().get(i))))));
      for (int j = 0; j < count; j++) {
        double shared = matrix.shared().get(i).get(j);
        row.add(
            Double.isNaN(shared)
                ? Cell.empty(Heading.number(""))
                : Cell.of(shared, 1).withEmphasis(Emphasis.shade(shared / Comparison.PREDICTED)));
      }
      rows.add(row);
    }
    String cut =
        count < matrix.labels().size()
            ? String.format(
                Locale.ROOT, " The first %d of %d trials.", count, matrix.labels().size())
            : "";
    return new ReportTable(
        "overlap-matrix",
        "Directions in the top 8 of each two trials, of 8, in the mean over matrices." + cut,
        headings,
        rows);
  }

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

  private static List<Heading> whose() {
    return List.of(
        Heading.text("model"),
        Heading.text("task"),
        Heading.text("method"),
        Heading.number("rank"));
  }

  private static List<Cell> whose(String model, String task, String method, String rank) {
    return List.of(
        Cell.of(model),
        Cell.of(task),
        Cell.of(method),
        rank.isEmpty() ? Cell.empty(Heading.number("")) : Cell.of(rank));
  }

  private static Cell percent(double share) {
    return Cell.of(PERCENT * share, 1);
  }
}
