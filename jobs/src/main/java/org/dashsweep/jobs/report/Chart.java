package org.dashsweep.jobs.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chart for {@code charts.js}, which reads it as JSON.
 *
 * @param id of its element in the page
 * @param kind {@code line} or {@code bar}
 * @param xTitle axis title
 * @param yTitle axis title
 * @param categories names of the bars' places; empty for lines
 * @param scales of the axes of lines
 */
record Chart(
    String id,
    String kind,
    String title,
    String xTitle,
    String yTitle,
    List<String> categories,
    List<Series> series,
    Scales scales) {
  /** The scales of both axes. */
  enum Scales {
    LINEAR,
    /** The vertical axis is logarithmic. */
    LOGARITHMIC,
    /** Both are. */
    DOUBLY_LOGARITHMIC
  }

  /** A chart on linear scales. */
  Chart(
      String id,
      String kind,
      String title,
      String xTitle,
      String yTitle,
      List<String> categories,
      List<Series> series) {
    this(id, kind, title, xTitle, yTitle, categories, series, Scales.LINEAR);
  }

  /**
   * A line or a set of bars.
   *
   * @param method gives the hue
   * @param rank gives the shade, together with the other ranks of the method
   * @param points (x, y) for lines, (place, y) for bars
   */
  record Series(
      String label,
      String method,
      @Nullable Long rank,
      List<double[]> points,
      List<String> trialIds) {}
}
