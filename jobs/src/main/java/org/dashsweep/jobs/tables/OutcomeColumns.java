package org.dashsweep.jobs.tables;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.dashsweep.trial.TrialStatus;

/** The columns of outcomes: the status, and those of each kind of outcome, null for the others. */
final class OutcomeColumns implements ColumnGroup<Outcome> {
  private static final TableColumn STATUS = TableColumn.required("status", TableColumnType.TEXT);

  private final ColumnGroup<? extends Outcome> failed = new RecordColumns<>(Outcome.Failed.class);
  private final ColumnGroup<? extends Outcome> stopped = new RecordColumns<>(Outcome.Stopped.class);
  private final ColumnGroup<? extends Outcome> succeeded =
      new RecordColumns<>(Outcome.Succeeded.class);
  private final Map<TrialStatus, ColumnGroup<? extends Outcome>> kinds =
      Map.of(
          TrialStatus.FAILED, failed,
          TrialStatus.STOPPED, stopped,
          TrialStatus.SUCCEEDED, succeeded);

  @Override
  public List<TableColumn> columns() {
    return Stream.concat(
            Stream.of(STATUS),
            Stream.of(failed, stopped, succeeded)
                .flatMap(kind -> kind.columns().stream().map(TableColumn::nullable)))
        .toList();
  }

  @Override
  @SuppressWarnings("unchecked") // Outcomes of a status are of its class.
  public void put(Group row, Outcome value) {
    STATUS.put(row, value.status().name());
    ((ColumnGroup<Outcome>) kind(value.status())).put(row, value);
  }

  @Override
  public Outcome take(Group row) {
    return kind(TrialStatus.valueOf((String) STATUS.take(row))).take(row);
  }

  private ColumnGroup<? extends Outcome> kind(TrialStatus status) {
    return Objects.requireNonNull(kinds.get(status));
  }
}
