package org.dashsweep.jobs.results;

import static org.dashsweep.jobs.results.Column.nullable;
import static org.dashsweep.jobs.results.Column.required;
import static org.dashsweep.jobs.results.ColumnType.INTEGER;
import static org.dashsweep.jobs.results.ColumnType.LONG;
import static org.dashsweep.jobs.results.ColumnType.REAL;
import static org.dashsweep.jobs.results.ColumnType.TEXT;
import static org.dashsweep.jobs.results.ColumnType.TIME;

import java.util.List;

/** The columns of the {@code events} table. */
final class EventColumns {
  static final List<Column<EventRow>> ALL =
      List.of(
          required("run", TEXT, EventRow::run),
          required("trial_id", TEXT, EventRow::trialId),
          required("at", TIME, EventRow::at),
          required("kind", TEXT, row -> row.kind().name()),
          nullable("host", TEXT, EventRow::host),
          nullable("phase", TEXT, EventRow::phase),
          nullable("step", INTEGER, EventRow::step),
          nullable("total_steps", INTEGER, EventRow::totalSteps),
          nullable("loss", REAL, EventRow::loss),
          nullable("tokens_per_second", REAL, EventRow::tokensPerSecond),
          nullable("resident_bytes", LONG, EventRow::residentBytes),
          nullable("evaluated", INTEGER, EventRow::evaluated),
          nullable("to_evaluate", INTEGER, EventRow::toEvaluate),
          nullable("metric", TEXT, EventRow::metric),
          nullable("value", REAL, EventRow::value),
          nullable("message", TEXT, EventRow::message));

  private EventColumns() {}

  static EventRow read(StoredRow row) {
    return new EventRow(
        row.text("run"),
        row.text("trial_id"),
        row.time("at"),
        EventRow.Kind.valueOf(row.text("kind")),
        row.textOrNull("host"),
        row.textOrNull("phase"),
        row.integerOrNull("step"),
        row.integerOrNull("total_steps"),
        row.realOrNull("loss"),
        row.realOrNull("tokens_per_second"),
        row.wholeOrNull("resident_bytes"),
        row.integerOrNull("evaluated"),
        row.integerOrNull("to_evaluate"),
        row.textOrNull("metric"),
        row.realOrNull("value"),
        row.textOrNull("message"));
  }
}
