package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dashsweep.jobs.grouping.ReportedTrial;

/**
 * A table of the report, in whatever format it is then written.
 *
 * @param name of its files
 * @param caption one sentence: what the rows are
 */
record ReportTable(String name, String caption, List<Heading> headings, List<List<Cell>> rows) {
  ReportTable {
    headings = List.copyOf(headings);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != headings.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "table %s has %d columns but a row of %d",
                name,
                headings.size(),
                row.size()));
      }
      for (int i = 0; i < row.size(); i++) {
        if (row.get(i).data().size() != headings.get(i).dataNames().size()) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "column %s of table %s has %d data columns but a cell of %d",
                  headings.get(i).title(),
                  name,
                  headings.get(i).dataNames().size(),
                  row.get(i).data().size()));
        }
      }
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Returns the same table, with more sentences behind its caption. */
  ReportTable explained(Collection<String> sentences) {
    return sentences.isEmpty()
        ? this
        : new ReportTable(name, caption + " " + String.join(" ", sentences), headings, rows);
  }

  /** Returns the remarks on all cells. */
  Set<String> remarks() {
    Set<String> remarks = new LinkedHashSet<>();
    rows.forEach(row -> row.forEach(cell -> remarks.addAll(cell.remarks())));
    return remarks;
  }

  /** Returns the remarks on one row's cells, each behind the name of its column. */
  String remarks(List<Cell> row) {
    List<String> remarks = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      if (!row.get(i).remarks().isEmpty()) {
        remarks.add(headings.get(i).title() + ": " + String.join(", ", row.get(i).remarks()));
      }
    }
    return String.join("; ", remarks);
  }

  /** Returns the same table, cut to so many rows if it has more. */
  ReportTable first(int count) {
    return rows.size() <= count
        ? this
        : new ReportTable(
            name,
            String.format(
                Locale.ROOT,
                "%s The first %,d of %,d; the files have them all.",
                caption,
                count,
                rows.size()),
            headings,
            rows.subList(0, count));
  }

  /** The alignment of a column. */
  enum Alignment {
    TEXT,
    NUMBER
  }

  /**
   * A column.
   *
   * @param dataNames what it is called in CSV, where a mean and its spread are columns of their own
   */
  record Heading(String title, Alignment alignment, List<String> dataNames) {
    static Heading text(String title) {
      return new Heading(title, Alignment.TEXT, List.of(title));
    }

    static Heading number(String title) {
      return new Heading(title, Alignment.NUMBER, List.of(title));
    }

    static Heading sample(String title) {
      return new Heading(
          title,
          Alignment.NUMBER,
          List.of(title + " mean", title + " standard deviation", title + " n"));
    }
  }

  /** The emphasis of a cell: the best of its column, or a step of a heat map. */
  enum Emphasis {
    NONE,
    BEST,
    SHADE_1,
    SHADE_2,
    SHADE_3,
    SHADE_4,
    SHADE_5;

    private static final List<Emphasis> SHADES =
        List.of(NONE, SHADE_1, SHADE_2, SHADE_3, SHADE_4, SHADE_5);

    /** Returns the step of a heat map: the darker, the nearer to 1. */
    static Emphasis shade(double share) {
      return Double.isNaN(share)
          ? NONE
          : SHADES.get(
              (int) Math.min(SHADES.size() - 1, Math.max(0, Math.floor(share * SHADES.size()))));
    }

    /** Returns the class of such cells in the style sheet; empty for those without a shade. */
    String styleClass() {
      int step = SHADES.indexOf(this);
      return step < 1 ? "" : "s" + step;
    }
  }

  /**
   * A cell.
   *
   * @param text for people
   * @param data for programs, one per {@link Heading#dataNames()}
   * @param traces the trials it comes from
   * @param remarks what programs should know of its data, which the text says itself
   */
  record Cell(
      String text, List<String> data, Emphasis emphasis, List<Trace> traces, List<String> remarks) {
    Cell {
      data = List.copyOf(data);
      traces = List.copyOf(traces);
      remarks = List.copyOf(remarks);
    }

    Cell(String text, List<String> data, Emphasis emphasis, List<Trace> traces) {
      this(text, data, emphasis, traces, List.of());
    }

    static Cell of(String text) {
      return new Cell(text, List.of(text), Emphasis.NONE, List.of());
    }

    static Cell of(long number) {
      return new Cell(
          String.format(Locale.ROOT, "%,d", number),
          List.of(Long.toString(number)),
          Emphasis.NONE,
          List.of());
    }

    static Cell of(double number, int decimals) {
      return new Cell(
          decimal(number, decimals), List.of(Double.toString(number)), Emphasis.NONE, List.of());
    }

    /** Mean ± standard deviation (n), with what there is to know of the trials. */
    static Cell of(ReportedMean mean, int decimals) {
      return new Cell(
          mean.text(decimals), data(mean.sample()), Emphasis.NONE, List.of(), mean.marks());
    }

    /** Returns the mean alone, with what there is to know of the trials. */
    static Cell ofMeanAlone(ReportedMean mean, int decimals) {
      String marks = mean.marks().isEmpty() ? "" : " (" + String.join(", ", mean.marks()) + ")";
      return new Cell(
          decimal(mean.sample().mean(), decimals) + marks,
          List.of(Double.toString(mean.sample().mean())),
          Emphasis.NONE,
          List.of(),
          mean.marks());
    }

    private static List<String> data(ReportedSample sample) {
      return List.of(
          Double.toString(sample.mean()),
          sample.size() < 2 ? "" : Double.toString(sample.standardDeviation()),
          Integer.toString(sample.size()));
    }

    /** Nothing, under a heading of that many data columns. */
    static Cell empty(Heading heading) {
      return new Cell(
          "–", Collections.nCopies(heading.dataNames().size(), ""), Emphasis.NONE, List.of());
    }

    Cell withEmphasis(Emphasis emphasis) {
      return new Cell(text, data, emphasis, traces, remarks);
    }

    Cell withText(String text) {
      return new Cell(text, data, emphasis, traces, remarks);
    }

    Cell withTraces(List<Trace> traces) {
      return new Cell(text, data, emphasis, traces, remarks);
    }
  }

  /**
   * The origin of a number.
   *
   * @param label such as "seed 1: 0.781"
   */
  record Trace(String label, List<String> trialIds) {
    /** "seed 3: 0.781". */
    static Trace of(ReportedTrial trial, double value, int decimals) {
      return new Trace(trial.seedLabel() + ": " + decimal(value, decimals), List.of(trial.id()));
    }
  }

  /** Returns the trials of one row, in the order of its cells. */
  static List<String> trialIds(List<Cell> row) {
    Set<String> ids = new LinkedHashSet<>();
    row.forEach(cell -> cell.traces().forEach(trace -> ids.addAll(trace.trialIds())));
    return new ArrayList<>(ids);
  }

  /** Returns a number with a real minus sign, as wide as the plus sign. */
  static String decimal(double number, int decimals) {
    if (Double.isNaN(number)) {
      return "undefined";
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", number);
    return text.startsWith("-") ? "−" + text.substring(1) : text;
  }

  /** Returns a number with its sign, whichever it is. */
  static String signed(double number, int decimals) {
    // No minus sign before what rounds to zero, as in sentences.
    String text = decimal(Math.abs(number) < 0.5 * Math.pow(10, -decimals) ? 0 : number, decimals);
    return text.startsWith("−") || Double.isNaN(number) ? text : "+" + text;
  }
}
