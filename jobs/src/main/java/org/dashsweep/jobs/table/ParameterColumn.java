package org.dashsweep.jobs.table;

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
          new ParameterColumn("rank", LONG),
          new ParameterColumn("alpha", REAL),
          new ParameterColumn("seed", LONG),
          new ParameterColumn("target-modules", TEXTS),
          new ParameterColumn("dropout", REAL),
          new ParameterColumn("launch-step", LONG),
          new ParameterColumn("launch-counter", TEXT),
          new ParameterColumn("directions", LONG),
          new ParameterColumn("epsilon", REAL),
          new ParameterColumn("base-precision", TEXT),
          new ParameterColumn("learning-rate", REAL),
          new ParameterColumn("schedule", TEXT),
          new ParameterColumn("warmup-steps", LONG),
          new ParameterColumn("warmup-ratio", REAL),
          new ParameterColumn("weight-decay", REAL),
          new ParameterColumn("gradient-clip", REAL),
          new ParameterColumn("steps", LONG),
          new ParameterColumn("batch-size", LONG),
          new ParameterColumn("micro-batch-size", LONG),
          new ParameterColumn("batch-order", TEXT),
          new ParameterColumn("max-length", LONG),
          new ParameterColumn("train-examples", LONG),
          new ParameterColumn("evaluation-examples", LONG));

  /** The parameter's name in snake case, which SQL needs no quotes for. */
  String columnName() {
    return parameter.replace('-', '_');
  }
}
