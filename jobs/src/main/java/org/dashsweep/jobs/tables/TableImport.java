package org.dashsweep.jobs.tables;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/** The rows of trials that are committed together. */
record TableImport(List<FinishedTrial> trials) implements TablePartWriter.Content {
  private static final Map<String, Function<FinishedTrial, List<?>>> ROWS =
      Map.of(
          Tables.TRIALS.name(),
          trial -> List.of(trial.row()),
          Tables.EVALUATIONS.name(),
          entries(TrialResult::evaluations),
          Tables.STEPS.name(),
          entries(TrialResult::steps),
          Tables.PREDICTIONS.name(),
          entries(TrialResult::predictions),
          Tables.DIRECTIONS.name(),
          entries(TrialResult::directions),
          Tables.CHANGE_RATES.name(),
          entries(TrialResult::changeRates),
          Tables.IMAGES.name(),
          entries(TrialResult::images));

  TableImport {
    trials = List.copyOf(trials);
  }

  @Override
  @SuppressWarnings("unchecked") // Each table is mapped to rows of its own type.
  public <R> ParquetTableFile.@Nullable Source<R> rows(TableSchema<R> table) {
    @Nullable Function<FinishedTrial, List<?>> rows = ROWS.get(table.name());
    if (rows == null || trials.stream().allMatch(trial -> rows.apply(trial).isEmpty())) {
      return null;
    }
    return sink -> {
      for (FinishedTrial trial : trials) {
        for (R row : (List<R>) rows.apply(trial)) {
          sink.accept(row);
        }
      }
    };
  }

  private static <T> Function<FinishedTrial, List<?>> entries(
      Function<TrialResult, List<T>> entries) {
    return trial -> ResultStore.entries(trial.row().trialId(), entries.apply(trial.result()));
  }
}
