package org.dashsweep.jobs.table;

import static org.dashsweep.jobs.table.ColumnType.FLAG;
import static org.dashsweep.jobs.table.ColumnType.LONG;
import static org.dashsweep.jobs.table.ColumnType.REAL;
import static org.dashsweep.jobs.table.ColumnType.TEXT;
import static org.dashsweep.jobs.table.ColumnType.TEXTS;

import java.util.List;

/**
 * A parameter of a trial that has a column of its own in the {@code trials} table. Parameters that
 * are not listed here are in the column {@code config} all the same.
 *
 * @param parameter its name in a sweep file, in kebab case
 */
record ParameterColumn(String parameter, ColumnType type) {
  static final List<ParameterColumn> ALL =
      List.of(
          new ParameterColumn("method", TEXT),
          new ParameterColumn("model", TEXT),
          new ParameterColumn("task", TEXT),
          new ParameterColumn("seed", LONG),
          new ParameterColumn("rank", LONG),
          new ParameterColumn("alpha", REAL),
          new ParameterColumn("adapter-dropout", REAL),
          new ParameterColumn("target-modules", TEXTS),
          new ParameterColumn("directions", LONG),
          new ParameterColumn("launch-step", LONG),
          new ParameterColumn("launch-counts", TEXT),
          new ParameterColumn("epsilon", REAL),
          new ParameterColumn("train-rows", LONG),
          new ParameterColumn("max-length", LONG),
          new ParameterColumn("batch-size", LONG),
          new ParameterColumn("micro-batch-size", LONG),
          new ParameterColumn("order", TEXT),
          new ParameterColumn("optimizer-steps", LONG),
          new ParameterColumn("epochs", LONG),
          new ParameterColumn("learning-rate", REAL),
          new ParameterColumn("schedule", TEXT),
          new ParameterColumn("warm-up-steps", LONG),
          new ParameterColumn("warm-up-ratio", REAL),
          new ParameterColumn("weight-decay", REAL),
          new ParameterColumn("adam-beta1", REAL),
          new ParameterColumn("adam-beta2", REAL),
          new ParameterColumn("adam-epsilon", REAL),
          new ParameterColumn("max-gradient-norm", REAL),
          new ParameterColumn("base-precision", TEXT),
          new ParameterColumn("hidden-dropout", REAL),
          new ParameterColumn("attention-dropout", REAL),
          new ParameterColumn("pooling", TEXT),
          new ParameterColumn("evaluate-every", LONG),
          new ParameterColumn("evaluation-batch-size", LONG),
          new ParameterColumn("save-predictions", FLAG));

  /** The parameter's name in snake case, which SQL needs no quotes for. */
  String columnName() {
    return parameter.replace('-', '_');
  }
}
