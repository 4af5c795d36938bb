package org.dashsweep.jobs.results;

import static org.dashsweep.jobs.results.Column.nullable;
import static org.dashsweep.jobs.results.Column.required;
import static org.dashsweep.jobs.results.ColumnType.INTEGER;
import static org.dashsweep.jobs.results.ColumnType.LONG;
import static org.dashsweep.jobs.results.ColumnType.TEXT;
import static org.dashsweep.jobs.results.ColumnType.TIME;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.dashsweep.trial.FailureClass;
import org.jspecify.annotations.Nullable;

/** The columns of the {@code attempts} table. */
final class AttemptColumns {
  static final List<Column<AttemptRow>> ALL =
      List.of(
          required("trial_id", TEXT, AttemptRow::trialId),
          required("attempt", INTEGER, AttemptRow::attempt),
          required("application", TEXT, row -> row.place().application()),
          required("executor", TEXT, row -> row.place().executor()),
          required("host", TEXT, row -> row.place().host()),
          required("process_id", LONG, row -> row.place().processId()),
          required("device", TEXT, row -> row.place().device()),
          nullable("from_update", INTEGER, AttemptRow::fromUpdate),
          nullable("micro_batch_size", INTEGER, AttemptRow::microBatchSize),
          required("started_at", TIME, AttemptRow::startedAt),
          nullable("ended_at", TIME, end(AttemptRow.End::endedAt)),
          nullable("ending", TEXT, end(end -> end.ending().name())),
          nullable("failure_class", TEXT, end(AttemptColumns::failureClass)),
          nullable("message", TEXT, end(AttemptRow.End::message)));

  private AttemptColumns() {}

  static AttemptRow read(StoredRow row) {
    return new AttemptRow(
        row.text("trial_id"),
        row.integer("attempt"),
        new AttemptRow.Place(
            row.text("application"),
            row.text("executor"),
            row.text("host"),
            row.whole("process_id"),
            row.text("device")),
        Objects.requireNonNullElse(row.integerOrNull("from_update"), 0),
        row.integerOrNull("micro_batch_size"),
        row.time("started_at"),
        end(row));
  }

  private static AttemptRow.@Nullable End end(StoredRow row) {
    String ending = row.textOrNull("ending");
    if (ending == null) {
      return null;
    }
    String failureClass = row.textOrNull("failure_class");
    return new AttemptRow.End(
        AttemptRow.Ending.valueOf(ending),
        row.timeOrNull("ended_at"),
        failureClass == null ? null : FailureClass.valueOf(failureClass),
        row.textOrNull("message"));
  }

  private static @Nullable String failureClass(AttemptRow.End end) {
    return end.failureClass() == null ? null : end.failureClass().name();
  }

  private static Function<AttemptRow, Object> end(Function<AttemptRow.End, Object> value) {
    return row -> row.end() == null ? null : value.apply(row.end());
  }
}
