package org.dashsweep.data.described;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.data.TaskMetric;

/** The kind of a task's labels. */
public enum TaskKind {
  /** Names of classes. */
  CLASSIFICATION(TaskMetric.ACCURACY),

  /** Numbers. */
  REGRESSION(TaskMetric.PEARSON);

  private final TaskMetric judge;

  TaskKind(TaskMetric judge) {
    this.judge = judge;
  }

  /** Returns the metric that judges where a description names none. */
  public TaskMetric judge() {
    return judge;
  }

  /** Returns the kind that a metric is of. */
  public static TaskKind of(TaskMetric metric) {
    return metric.isOfScores() ? REGRESSION : CLASSIFICATION;
  }

  /** Returns the metrics of the kind, whatever the number of classes. */
  public List<TaskMetric> metrics() {
    return List.of(TaskMetric.values()).stream().filter(metric -> of(metric) == this).toList();
  }

  /** Returns the kind of that name. */
  public static Optional<TaskKind> named(String name) {
    return List.of(values()).stream().filter(kind -> kind.toString().equals(name)).findFirst();
  }

  /** Returns the name that sweep files have for it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
