package org.dashsweep.jobs.tables;

import java.util.List;
import org.apache.parquet.example.data.Group;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.trial.EvaluatedState;
import org.jspecify.annotations.Nullable;

/** The columns of the state that a trial is judged by. */
final class EvaluatedColumns implements ColumnGroup<EvaluatedState> {
  private final RecordColumns<Stored> stored = new RecordColumns<>(Stored.class);

  /**
   * The state as a row has it.
   *
   * @param launched null for a method that launches nothing
   */
  private record Stored(
      int evaluatedStep, EvaluatedState.Choice evaluatedState, @Nullable Boolean launched) {
    static Stored of(EvaluatedState state) {
      return new Stored(
          state.step(),
          state.choice(),
          state.launch() == DirectionLaunch.NONE ? null : state.launch() == DirectionLaunch.DONE);
    }

    EvaluatedState state() {
      DirectionLaunch launch =
          launched == null
              ? DirectionLaunch.NONE
              : launched ? DirectionLaunch.DONE : DirectionLaunch.AHEAD;
      return new EvaluatedState(evaluatedStep, evaluatedState, launch);
    }
  }

  @Override
  public List<TableColumn> columns() {
    return stored.columns();
  }

  @Override
  public void put(Group row, EvaluatedState value) {
    stored.put(row, Stored.of(value));
  }

  @Override
  public EvaluatedState take(Group row) {
    return stored.take(row).state();
  }
}
