package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
            "table %s has %d columns but a row of %d".formatted(name, headings.size(), row.size()));
      }
      for (int i = 0; i < row.size(); i++) {
        if (row.get(i).data().size() != headings.get(i).dataNames().size()) {
          throw new IllegalArgumentException(
              "column %s of table %s has %d data columns but a cell of %d"
                  .formatted(
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

  /** The same table, cut to so many rows if it has more. */
  ReportTable first(int count) {
    return rows.size() <= count
        ? this
        : new ReportTable(
            name,
            "%s The first %,d of %,d; the files have them all."
                .formatted(caption, count, rows.size()),
            headings,
            rows.subList(0, count));
  }

  /** How a column is set. */
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

  /** Whether a cell is the best of its column. */
  enum Emphasis {
    NONE,
    BEST
  }

  /**
   * A cell.
   *
   * @param text for people
   * @param data for programs, one per {@link Heading#dataNames()}
   * @param traces the trials it comes from
   */
  record Cell(String text, List<String> data, Emphasis emphasis, List<Trace> traces) {
    Cell {
      data = List.copyOf(data);
      traces = List.copyOf(traces);
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

    /** Mean ± standard deviation (n). */
    static Cell of(Sample sample, int decimals) {
      boolean single = sample.size() < 2;
      String spread = single ? "" : " ± " + decimal(sample.standardDeviation(), decimals);
      return new Cell(
          decimal(sample.mean(), decimals)
              + (Double.isNaN(sample.mean()) ? "" : spread)
              + " ("
              + sample.size()
              + ")",
          List.of(
              Double.toString(sample.mean()),
              single ? "" : Double.toString(sample.standardDeviation()),
              Integer.toString(sample.size())),
          Emphasis.NONE,
          List.of());
    }

    /** Nothing, under a heading of that many data columns. */
    static Cell empty(Heading heading) {
      return new Cell(
          "–", Collections.nCopies(heading.dataNames().size(), ""), Emphasis.NONE, List.of());
    }

    Cell withEmphasis(Emphasis emphasis) {
      return new Cell(text, data, emphasis, traces);
    }

    Cell withTraces(List<Trace> traces) {
      return new Cell(text, data, emphasis, traces);
    }
  }

  /**
   * Where a number comes from.
   *
   * @param label such as "seed 1: 0.781"
   */
  record Trace(String label, List<String> trialIds) {}

  /** The trials of one row, in the order of its cells. */
  static List<String> trialIds(List<Cell> row) {
    Set<String> ids = new LinkedHashSet<>();
    row.forEach(cell -> cell.traces().forEach(trace -> ids.addAll(trace.trialIds())));
    return new ArrayList<>(ids);
  }

  /** A number with a real minus sign, as wide as the plus sign. */
  static String decimal(double number, int decimals) {
    if (Double.isNaN(number)) {
      return "undefined";
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", number);
    return text.startsWith("-") ? "−" + text.substring(1) : text;
  }

  /** A number with its sign, whichever it is. */
  static String signed(double number, int decimals) {
    String text = decimal(number, decimals);
    return text.startsWith("−") || Double.isNaN(number) ? text : "+" + text;
  }
}
