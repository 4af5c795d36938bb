package org.dashsweep.jobs.results;

import static org.dashsweep.jobs.results.Column.required;
import static org.dashsweep.jobs.results.ColumnType.FLAG;
import static org.dashsweep.jobs.results.ColumnType.INTEGER;
import static org.dashsweep.jobs.results.ColumnType.REAL;
import static org.dashsweep.jobs.results.ColumnType.TEXT;
import static org.dashsweep.jobs.results.ColumnType.TIME;

import java.util.List;

/** The columns of the {@code rungs} table. */
final class RungColumns {
  static final List<Column<RungRow>> ALL =
      List.of(
          required("trial_id", TEXT, RungRow::trialId),
          required("rule", TEXT, RungRow::rule),
          required("step", INTEGER, RungRow::step),
          required("metric", TEXT, RungRow::metric),
          required("value", REAL, RungRow::value),
          required("goes_on", FLAG, RungRow::goesOn),
          required("judged_at", TIME, RungRow::judgedAt));

  private RungColumns() {}

  static RungRow read(StoredRow row) {
    return new RungRow(
        row.text("trial_id"),
        row.text("rule"),
        row.integer("step"),
        row.text("metric"),
        row.real("value"),
        Boolean.TRUE.equals(row.flagOrNull("goes_on")),
        row.time("judged_at"));
  }
}
