package org.dashsweep.jobs.analysis.result;

import java.util.Comparator;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.jspecify.annotations.Nullable;

/**
 * A metric of the trials of one task, all measured on the same rows.
 *
 * @param task that the trials learn, or their experiment where that is always the same
 * @param dataset that the metric is of
 * @param split the evaluation set
 * @param metric name of the metric
 * @param evaluationFingerprint content hash of the evaluated rows, or null if unknown
 */
public record AnalysedMetric(
    String task,
    String dataset,
    String split,
    String metric,
    @Nullable String evaluationFingerprint)
    implements Comparable<AnalysedMetric> {
  private static final Comparator<AnalysedMetric> ORDER =
      Comparator.comparing(AnalysedMetric::task)
          .thenComparing(
              AnalysedMetric::evaluationFingerprint,
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(AnalysedMetric::dataset)
          .thenComparing(AnalysedMetric::split)
          .thenComparing(AnalysedMetric::metric);

  /** Tells whether a smaller value is better. */
  public boolean lowerIsBetter() {
    return new ReportedMetric(metric).lowerIsBetter();
  }

  /** Returns the metric's name for people, such as {@code sst-2, accuracy (dev)}. */
  public String title() {
    String of = dataset.equals(task) ? task : task + ": " + dataset;
    return of + ", " + metric + " (" + split + ")";
  }

  @Override
  public int compareTo(AnalysedMetric other) {
    return ORDER.compare(this, other);
  }
}
