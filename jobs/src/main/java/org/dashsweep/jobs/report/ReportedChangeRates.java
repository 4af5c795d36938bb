package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.dashsweep.directions.Comparison;
import org.dashsweep.jobs.directions.Capture;
import org.dashsweep.jobs.directions.DirectionAnalysis;
import org.dashsweep.jobs.directions.Overlap;
import org.dashsweep.jobs.directions.RateShape;
import org.dashsweep.jobs.directions.SharedDirections;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;

/**
 * Tables of the recorded change rates: the comparisons of Si et al., 2025, of what LoRA captures
 * with full fine-tuning. {@link ChangeRateCharts} draws them.
 */
record ReportedChangeRates(DirectionAnalysis analysis) {
  private static final int PERCENT = 100;

  /** Trials that an overlap matrix is readable of. */
  private static final int MOST_OVERLAPS = 32;

  static ReportedChangeRates read(ReportedTrials sweep) throws IOException {
    return new ReportedChangeRates(DirectionAnalysis.of(sweep.snapshot()));
  }

  boolean isEmpty() {
    return analysis.trials() == 0;
  }

  /** The section of the page. */
  Section section() {
    Section section = Section.of("change-rates", "Change rates");
    return isEmpty()
        ? section
        : section
            .saying(
                List.of(
                    "The change rate of a direction is |u·ΔW·v| / (σ + ε): how much a training"
                        + " changes a singular direction of the frozen matrix. Curves are means over"
                        + " matrices and seeds after the last update."))
            .drawing(new ChangeRateCharts(analysis).figures())
            .with(tables());
  }

  /** Returns all tables, those that have no row among them. */
  private List<ReportTable> tables() {
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
    List<ReportTable> maps = new ArrayList<>();
    for (CaptureMap map : CaptureMap.all(analysis.byMatrix())) {
      maps.add(heatMap("capture-map" + (maps.isEmpty() ? "" : "-" + (maps.size() + 1)), map));
    }
    return maps;
  }

  private static ReportTable heatMap(String name, CaptureMap map) {
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("module"));
    map.layers().forEach(layer -> headings.add(Heading.number("layer " + layer)));
    List<List<Cell>> rows = new ArrayList<>();
    for (String module : map.modules()) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(module));
      for (String layer : map.layers()) {
        OptionalDouble share = map.accuracy(layer, module);
        row.add(
            share.isPresent()
                ? percent(share.getAsDouble()).withEmphasis(Emphasis.shade(share.getAsDouble()))
                : Cell.empty(Heading.number(layer)));
      }
      rows.add(row);
    }
    return new ReportTable(
        name,
        map.title()
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
