package org.dashsweep.jobs.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One panel of a figure for {@code charts.js}, which reads it as JSON and draws it with ECharts.
 *
 * @param id of its element in the page
 * @param title of the panel
 * @param axes horizontal and vertical, then the colours of a heat map; all axes of parallel
 *     coordinates, from left to right
 * @param margin half of the width of the band around zero of a chart of intervals, or null
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Chart(
    String id,
    Kind kind,
    String title,
    List<Axis> axes,
    List<Series> series,
    @Nullable Double margin) {
  private static final int DESCRIBED = 12;
  private static final MathContext DIGITS = new MathContext(4);

  /** The kinds of figures, and the numbers of their points. */
  enum Kind {
    /** Lines through (x, y), or (x, y, low, high) with a band. */
    LINES("Line chart"),
    /** Bars of (place, y). */
    BARS("Bar chart"),
    /** Cells of (column, row, value). */
    HEAT_MAP("Heat map"),
    /** Dots at (x, y). */
    POINTS("Scatter plot"),
    /** Dots with whiskers, from above to below: (place, value, low, high). */
    INTERVALS("Chart of intervals"),
    /** A line for each point across all axes, of which it has a number each. */
    PARALLEL("Parallel coordinates");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** The scale of an axis. */
  enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /**
   * An axis.
   *
   * @param categories names of its places; empty if it has numbers
   * @param low its lower end, or null to leave it to the points
   * @param high its upper end, or null to leave it to the points
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Axis(
      String title,
      Scale scale,
      List<String> categories,
      @Nullable Double low,
      @Nullable Double high) {
    static Axis linear(String title) {
      return new Axis(title, Scale.LINEAR, List.of(), null, null);
    }

    static Axis logarithmic(String title) {
      return new Axis(title, Scale.LOGARITHMIC, List.of(), null, null);
    }

    static Axis of(String title, List<String> categories) {
      return new Axis(title, Scale.LINEAR, List.copyOf(categories), null, null);
    }

    Axis between(double low, double high) {
      return new Axis(title, scale, categories, low, high);
    }

    /** Returns the name of a place, or the number. */
    private String text(double value) {
      int place = (int) value;
      return place == value && place >= 0 && place < categories.size()
          ? categories.get(place)
          : number(value);
    }
  }

  /**
   * A line, a set of bars, or dots.
   *
   * @param method gives colour and shape
   * @param rank gives the dashes, together with the other ranks of the method
   * @param points as the chart's kind has them
   * @param trialIds the trials that they come from, or none if they are too many to name
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Series(
      String label,
      String method,
      @Nullable Long rank,
      @JsonSerialize(contentUsing = PointSerializer.class) List<double[]> points,
      List<String> trialIds) {
    /** The method of a line that joins the points of a Pareto front. */
    static final String FRONT = "front";

    Series {
      points = points.stream().map(Chart::rounded).toList();
      trialIds = List.copyOf(trialIds);
    }

    Series(String label, String method, @Nullable Long rank, List<double[]> points) {
      this(label, method, rank, points, List.of());
    }
  }

  /** A chart without a margin. */
  Chart(String id, Kind kind, String title, List<Axis> axes, List<Series> series) {
    this(id, kind, title, axes, series, null);
  }

  Chart {
    axes = List.copyOf(axes);
    series = List.copyOf(series);
  }

  /** Returns the same chart with another vertical axis. */
  Chart withVertical(Axis vertical) {
    return new Chart(id, kind, title, List.of(axes.get(0), vertical), series, margin);
  }

  /** Returns what is drawn in words, for those who do not see it. */
  String description() {
    String axisTitles =
        axes.stream()
            .map(Axis::title)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining(", "));
    String listed =
        series.stream().limit(DESCRIBED).map(this::described).collect(Collectors.joining("; "));
    return String.format(
        Locale.ROOT,
        "%s: %s. Axes: %s. %s%s.",
        kind.words,
        title,
        axisTitles,
        listed,
        series.size() > DESCRIBED ? "; and " + (series.size() - DESCRIBED) + " more" : "");
  }

  private String described(Series of) {
    if (of.points().isEmpty()) {
      return of.label() + ": nothing";
    }
    if (kind == Kind.INTERVALS) {
      return of.points().stream()
          .limit(DESCRIBED)
          .map(
              point ->
                  String.format(
                      Locale.ROOT,
                      "%s: %s, from %s to %s",
                      axes.get(1).text(point[0]),
                      number(point[1]),
                      number(point[2]),
                      number(point[3])))
          .collect(Collectors.joining("; "));
    }
    if (kind == Kind.PARALLEL) {
      return of.label() + ": " + of.points().size() + " trials";
    }
    int value = kind == Kind.HEAT_MAP ? 2 : 1;
    double[] first = of.points().get(0);
    double[] last = of.points().get(of.points().size() - 1);
    return kind == Kind.LINES
        ? String.format(
            Locale.ROOT,
            "%s from %s at %s to %s at %s",
            of.label(),
            number(first[1]),
            number(first[0]),
            number(last[1]),
            number(last[0]))
        : String.format(
            Locale.ROOT,
            "%s between %s and %s",
            of.label(),
            number(of.points().stream().mapToDouble(point -> point[value]).min().orElseThrow()),
            number(of.points().stream().mapToDouble(point -> point[value]).max().orElseThrow()));
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString()
        : "undefined";
  }

  /** More digits than can be seen would be most of the page. */
  private static double[] rounded(double[] point) {
    double[] rounded = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      rounded[i] =
          Double.isFinite(point[i]) && point[i] != Math.rint(point[i])
              ? new BigDecimal(point[i]).round(DIGITS).doubleValue()
              : point[i];
    }
    return rounded;
  }
}
