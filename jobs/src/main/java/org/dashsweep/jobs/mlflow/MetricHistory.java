package org.dashsweep.jobs.mlflow;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.trial.TrialResult;

/**
 * The metrics of a run over its updates, as lines {@code MILLISECONDS VALUE STEP} by metric. Times
 * are those of the updates, added up from the start of the trial.
 */
final class MetricHistory {
  private final SortedMap<String, StringBuilder> lines = new TreeMap<>();
  private final TreeMap<Integer, Long> times = new TreeMap<>();
  private final long end;
  private double milliseconds;

  /**
   * @param start of the trial's attempt
   * @param end of the attempt: the time of what has none of its own
   */
  MetricHistory(Instant start, Instant end) {
    this.milliseconds = start.toEpochMilli();
    this.end = end.toEpochMilli();
    this.times.put(0, start.toEpochMilli());
  }

  void add(TrialResult.Step step) {
    milliseconds += 1000 * step.seconds();
    long time = Math.min(end, Math.round(milliseconds));
    times.put(step.step(), time);
    add("train/loss", time, step.loss(), step.step());
    add("train/learning_rate", time, step.learningRate(), step.step());
    add("train/gradient_norm", time, step.gradientNorm(), step.step());
  }

  /** Adds evaluations, behind the updates that came before them. */
  void add(List<TrialResult.Evaluation> evaluations) {
    for (TrialResult.Evaluation each : evaluations) {
      String name =
          String.join(
              "/",
              "evaluation",
              MlflowRun.key(each.dataset()),
              MlflowRun.key(each.split()),
              MlflowRun.key(each.metric()));
      add(name, times.getOrDefault(each.step(), end), each.value(), each.step());
    }
  }

  /** Adds the value that a metric has at the end. */
  void addLast(String name, double value, int step) {
    add(name, end, value, step);
  }

  private void add(String name, long time, double value, int step) {
    // Java's NaN and Infinity are read by Python as they are.
    lines
        .computeIfAbsent(name, key -> new StringBuilder())
        .append(time)
        .append(' ')
        .append(value)
        .append(' ')
        .append(step)
        .append('\n');
  }

  /** Returns the content of each metric's file, by the metric's name. */
  SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    lines.forEach((name, text) -> files.put(name, text.toString()));
    return files;
  }
}
