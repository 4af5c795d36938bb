package org.dashsweep.data;

import java.util.List;
import java.util.Locale;

/**
 * The metrics of a data set's results.
 *
 * @param judge by which results are compared
 * @param reported all that are measured, in the order of tables; {@code judge} is among them
 */
public record TaskMetrics(TaskMetric judge, List<TaskMetric> reported) {
  public TaskMetrics {
    reported = List.copyOf(reported);
    if (!reported.contains(judge)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "The judge must be one of %s: %s", reported, judge));
    }
  }

  /** Returns the metrics of a built-in task. */
  public static TaskMetrics usual(TaskMetric judge, Labels labels) {
    return new TaskMetrics(judge, TaskMetric.usual(labels));
  }
}
