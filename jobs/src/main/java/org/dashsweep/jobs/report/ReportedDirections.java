package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.trial.TrialResult.Direction;

/**
 * The task-specific directions that trials chose: their places among the singular directions of
 * their matrices, and their coefficients.
 *
 * @param groups the directions of each data set and configuration that chose any
 */
record ReportedDirections(List<Group> groups) {
  private static final int QUARTER = 25;
  private static final int HALF = 50;
  private static final int THREE_QUARTERS = 75;

  /** The directions of one data set and configuration. */
  record Group(
      ReportColumn column,
      ReportedConfiguration configuration,
      List<ReportedTrial> trials,
      List<Direction> directions) {}

  static ReportedDirections read(ReportedTrials sweep) throws IOException {
    List<Group> groups = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      for (Map.Entry<ReportedConfiguration, List<ReportedTrial>> entry :
          sweep.byConfiguration(column).entrySet()) {
        List<Direction> directions = new ArrayList<>();
        for (ReportedTrial trial : entry.getValue()) {
          sweep.snapshot().read(Tables.DIRECTIONS, trial.id()).stream()
              .map(EntryRow::entry)
              .forEach(directions::add);
        }
        if (!directions.isEmpty()) {
          groups.add(new Group(column, entry.getKey(), entry.getValue(), directions));
        }
      }
    }
    return new ReportedDirections(groups);
  }

  ReportTable byConfiguration(ReportedTrials sweep) {
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("data set"));
    headings.addAll(SummaryTable.configurationHeadings(sweep));
    headings.addAll(quantities());
    List<List<Cell>> rows = new ArrayList<>();
    for (Group group : groups) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(group.column().name()));
      row.addAll(SummaryTable.configurationCells(sweep, group.configuration()));
      row.addAll(quantities(group.directions(), group.trials()));
      rows.add(row);
    }
    return new ReportTable(
        "directions",
        "The chosen directions by configuration, all layers, modules and seeds together. Index 0 is"
            + " the largest singular value of the matrix; the change rate is |u·ΔW·v| / (σ + ε) at"
            + " the launch.",
        headings,
        rows);
  }

  ReportTable byModule() {
    SortedMap<String, SortedMap<String, List<Direction>>> modules = new TreeMap<>();
    SortedMap<String, List<ReportedTrial>> trials = new TreeMap<>();
    for (Group group : groups) {
      trials
          .computeIfAbsent(group.column().name(), task -> new ArrayList<>())
          .addAll(group.trials());
      for (Direction direction : group.directions()) {
        modules
            .computeIfAbsent(group.column().name(), task -> new TreeMap<>())
            .computeIfAbsent(direction.module(), module -> new ArrayList<>())
            .add(direction);
      }
    }
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("data set"));
    headings.add(Heading.text("module"));
    headings.addAll(quantities());
    List<List<Cell>> rows = new ArrayList<>();
    modules.forEach(
        (task, byModule) ->
            byModule.forEach(
                (module, directions) -> {
                  List<Cell> row = new ArrayList<>();
                  row.add(Cell.of(task));
                  row.add(Cell.of(module));
                  row.addAll(quantities(directions, trials.getOrDefault(task, List.of())));
                  rows.add(row);
                }));
    return new ReportTable(
        "directions-by-module",
        "The chosen directions by the module they were chosen in, all layers, ranks and seeds"
            + " together.",
        headings,
        rows);
  }

  /** The section of the page. */
  Section section(ReportedTrials sweep) {
    return Section.of("directions", "Chosen directions")
        .drawing(
            Figure.of(
                "Places of the chosen directions",
                "Share of the directions by their index among the singular values, 0 the largest.",
                charts()))
        .with(byConfiguration(sweep), byModule());
  }

  /** Returns charts of the spread of the indices, over places that double in width. */
  private List<Chart> charts() {
    Map<String, List<Group>> byTask = new LinkedHashMap<>();
    groups.forEach(
        group ->
            byTask.computeIfAbsent(group.column().name(), task -> new ArrayList<>()).add(group));
    int largest =
        groups.stream()
            .flatMap(group -> group.directions().stream())
            .mapToInt(Direction::index)
            .max()
            .orElse(0);
    List<String> places = new ArrayList<>();
    for (int place = 0; place <= place(largest); place++) {
      places.add(placeName(place));
    }
    List<Chart> charts = new ArrayList<>();
    byTask.forEach(
        (task, ofTask) ->
            charts.add(
                new Chart(
                    "directions-" + charts.size(),
                    Chart.Kind.BARS,
                    task,
                    List.of(
                        Chart.Axis.of("index among the singular values", places),
                        Chart.Axis.linear("share of directions, %")),
                    ofTask.stream().map(group -> series(group, places.size())).toList())));
    return charts;
  }

  private static Chart.Series series(Group group, int places) {
    double[] shares = new double[places];
    group
        .directions()
        .forEach(
            direction -> shares[place(direction.index())] += 100.0 / group.directions().size());
    List<double[]> points = new ArrayList<>();
    for (int place = 0; place < places; place++) {
      points.add(new double[] {place, shares[place]});
    }
    return new Chart.Series(
        group.configuration().label(),
        group.configuration().method(),
        group.configuration().rank(),
        points,
        group.trials().stream().map(ReportedTrial::id).toList());
  }

  /** 0, 1, 2–3, 4–7, 8–15, … */
  static int place(int index) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(index);
  }

  static String placeName(int place) {
    if (place < 2) {
      return Integer.toString(place);
    }
    int first = 1 << (place - 1);
    return first + "–" + (2 * first - 1);
  }

  private static List<Heading> quantities() {
    return List.of(
        Heading.number("directions"),
        Heading.number("lower quartile of index"),
        Heading.number("median index"),
        Heading.number("upper quartile of index"),
        Heading.number("median change rate"),
        Heading.number("median magnitude of Δσ"),
        Heading.number("the same over σ"));
  }

  private static List<Cell> quantities(List<Direction> directions, List<ReportedTrial> trials) {
    List<Trace> traces =
        trials.stream().map(trial -> new Trace(trial.seedLabel(), List.of(trial.id()))).toList();
    return List.of(
        Cell.of(directions.size()).withTraces(traces),
        quantile(directions, Direction::index, QUARTER, 0),
        quantile(directions, Direction::index, HALF, 0),
        quantile(directions, Direction::index, THREE_QUARTERS, 0),
        quantile(directions, Direction::changeRate, HALF, 3),
        quantile(directions, direction -> Math.abs(direction.deltaSigma()), HALF, 4),
        quantile(
            directions,
            direction -> Math.abs(direction.deltaSigma()) / direction.sigma(),
            HALF,
            4));
  }

  private static Cell quantile(
      List<Direction> directions, ToDoubleFunction<Direction> quantity, int percent, int decimals) {
    double[] values = directions.stream().mapToDouble(quantity).toArray();
    return Cell.of(new Percentile().evaluate(values, percent), decimals);
  }
}
