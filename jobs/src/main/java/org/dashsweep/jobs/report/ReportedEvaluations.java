package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.trial.TrialResult;

/** The evaluations of trials. */
final class ReportedEvaluations {
  private final Map<String, List<TrialResult.Evaluation>> byTrial = new HashMap<>();

  /** Reads the evaluations of a sweep's trials, all at once. */
  ReportedEvaluations(ReportedTrials sweep) throws IOException {
    sweep
        .snapshot()
        .forEach(
            Tables.EVALUATIONS,
            sweep.succeeded().stream().map(ReportedTrial::id).collect(Collectors.toSet()),
            row ->
                byTrial.computeIfAbsent(row.trialId(), id -> new ArrayList<>()).add(row.entry()));
  }

  /** A trial's evaluations, in the order it made them. */
  List<TrialResult.Evaluation> of(String trialId) {
    return byTrial.getOrDefault(trialId, List.of());
  }

  /** A trial's evaluations of the state that it is judged by, by the metric that counts. */
  List<TrialResult.Evaluation> evaluated(ReportedTrial trial) {
    List<TrialResult.Evaluation> judging =
        of(trial.id()).stream()
            .filter(row -> row.metric().equals(trial.measured().score().primaryMetric()))
            .toList();
    int step = judging.stream().mapToInt(TrialResult.Evaluation::step).max().orElse(0);
    return judging.stream().filter(row -> row.step() == step).toList();
  }

  /** A trial's latest evaluation of what a published column is of. */
  Optional<TrialResult.Evaluation> last(String trialId, PublishedNumbers.Column column) {
    return of(trialId, column).max(Comparator.comparingInt(TrialResult.Evaluation::step));
  }

  /** A trial's evaluation of what a published column is of that came out best. */
  Optional<TrialResult.Evaluation> best(String trialId, PublishedNumbers.Column column) {
    ReportedMetric metric = new ReportedMetric(column.metric());
    return of(trialId, column).reduce((a, b) -> metric.isBetter(b.value(), a.value()) ? b : a);
  }

  private Stream<TrialResult.Evaluation> of(String trialId, PublishedNumbers.Column column) {
    return of(trialId).stream()
        .filter(row -> row.dataset().equals(column.dataset()))
        .filter(row -> row.metric().equals(column.metric()))
        .filter(row -> column.split() == null || row.split().equals(column.split()));
  }
}
