package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.Tables;
import org.dashsweep.jobs.table.TrialEntry;
import org.dashsweep.trial.TrialResult;

/** The evaluations of trials, each read once. */
final class EvaluationIndex {
  private final ResultStore store;
  private final Map<String, List<TrialResult.Evaluation>> byTrial = new HashMap<>();

  EvaluationIndex(ResultStore store) {
    this.store = store;
  }

  /** A trial's evaluations, in the order it made them. */
  List<TrialResult.Evaluation> of(String trialId) throws IOException {
    List<TrialResult.Evaluation> known = byTrial.get(trialId);
    if (known == null) {
      known = store.read(Tables.EVALUATIONS, trialId).stream().map(TrialEntry::entry).toList();
      byTrial.put(trialId, known);
    }
    return known;
  }

  /** A trial's evaluations after its last update, by the metric it is judged by. */
  List<TrialResult.Evaluation> last(SucceededTrial trial) throws IOException {
    List<TrialResult.Evaluation> all = of(trial.id());
    int step = all.stream().mapToInt(TrialResult.Evaluation::step).max().orElse(0);
    return all.stream()
        .filter(row -> row.step() == step)
        .filter(row -> row.metric().equals(trial.measured().primaryMetric()))
        .toList();
  }

  /** A trial's latest evaluation of what a published column is of. */
  Optional<TrialResult.Evaluation> last(String trialId, PublishedNumbers.Column column)
      throws IOException {
    return of(trialId).stream()
        .filter(row -> row.dataset().equals(column.dataset()))
        .filter(row -> row.metric().equals(column.metric()))
        .filter(row -> column.split() == null || row.split().equals(column.split()))
        .max(Comparator.comparingInt(TrialResult.Evaluation::step));
  }
}
