package org.dashsweep.jobs.grouping;

import java.util.Comparator;

/**
 * The rows that trials are evaluated on and the metric that they are judged by. Trials of different
 * columns are never compared.
 *
 * @param task the data set
 * @param difference the distinction from other rows of the same data set; empty if there are no
 *     others
 * @param metric that counts
 */
public record ReportColumn(String task, String difference, ReportedMetric metric)
    implements Comparable<ReportColumn> {
  private static final Comparator<ReportColumn> ORDER =
      Comparator.comparing(ReportColumn::task)
          .thenComparing(ReportColumn::difference)
          .thenComparing(column -> column.metric().name());

  /** "rte", or "rte (evaluation-rows 100)". */
  public String name() {
    return task + suffix();
  }

  /** "rte, accuracy", or "rte, accuracy (evaluation-rows 100)". */
  public String title() {
    return task + ", " + metric.name() + suffix();
  }

  /** Returns the difference behind a name, or nothing. */
  public String suffix() {
    return difference.isEmpty() ? "" : " (" + difference + ")";
  }

  @Override
  public int compareTo(ReportColumn other) {
    return ORDER.compare(this, other);
  }
}
