package org.dashsweep.jobs.results;

import java.util.List;
import org.dashsweep.space.ParameterKind;
import org.dashsweep.trial.catalogue.Experiments;

/**
 * A parameter of a trial as a typed column of the {@code trials} table. Every parameter of every
 * experiment has one.
 *
 * @param parameter its name in a sweep file, in kebab case
 */
record ParameterColumn(String parameter, ColumnType type) {
  static final List<ParameterColumn> ALL =
      Experiments.searchSpaces().parameterKinds().entrySet().stream()
          .map(parameter -> new ParameterColumn(parameter.getKey(), type(parameter.getValue())))
          .toList();

  private static ColumnType type(ParameterKind kind) {
    return switch (kind) {
      case TEXT -> ColumnType.TEXT;
      case INTEGER -> ColumnType.LONG;
      case DECIMAL -> ColumnType.REAL;
      case BOOLEAN -> ColumnType.FLAG;
      case TEXT_LIST -> ColumnType.TEXTS;
    };
  }

  /** The parameter's name in snake case, which SQL needs no quotes for. */
  String columnName() {
    return parameter.replace('-', '_');
  }
}
