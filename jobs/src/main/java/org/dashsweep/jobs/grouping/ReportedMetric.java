package org.dashsweep.jobs.grouping;

import java.util.Locale;
import org.dashsweep.data.TaskMetric;

/** A metric and the direction in which it gets better. */
public record ReportedMetric(String name) {
  /** Tells whether a smaller value is better. */
  public boolean lowerIsBetter() {
    return TaskMetric.named(name).map(TaskMetric::lowerIsBetter).orElseGet(this::isOfErrors);
  }

  private boolean isOfErrors() {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("loss") || lower.contains("perplexity") || lower.contains("error");
  }

  /**
   * Returns whether a value is better: an undefined one, NaN, never is, and any number is better
   * than it.
   */
  public boolean isBetter(double value, double than) {
    if (Double.isNaN(value) || Double.isNaN(than)) {
      return Double.isNaN(than) && !Double.isNaN(value);
    }
    return lowerIsBetter() ? value < than : value > than;
  }
}
