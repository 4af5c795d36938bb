package org.dashsweep.jobs.run.executor;

import org.apache.spark.util.AccumulatorV2;

/**
 * Shows on Spark's stage page which task was which trial. It does not grow with the trials; Spark
 * would keep a copy of a collection of all labels for each task.
 */
public final class StageTaskLabel extends AccumulatorV2<String, String> {
  private String label = "";

  @Override
  public boolean isZero() {
    return label.isEmpty();
  }

  @Override
  public AccumulatorV2<String, String> copy() {
    StageTaskLabel copy = new StageTaskLabel();
    copy.label = label;
    return copy;
  }

  @Override
  public void reset() {
    label = "";
  }

  @Override
  public void add(String trial) {
    label = trial;
  }

  /** The driver keeps the label of the task that ended last. */
  @Override
  public void merge(AccumulatorV2<String, String> other) {
    if (!other.isZero()) {
      label = other.value();
    }
  }

  @Override
  public String value() {
    return label;
  }
}
