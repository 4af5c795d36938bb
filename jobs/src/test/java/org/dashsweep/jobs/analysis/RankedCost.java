package org.dashsweep.jobs.analysis;

import org.dashsweep.jobs.tables.FinishedTrial;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.trial.TrialResult;

/** Trials whose parameters are a multiple of their rank. */
final class RankedCost {
  private RankedCost() {}

  static FinishedTrial trial(AnalysisTrials.Row row) {
    FinishedTrial trial = row.trial(row.value());
    TrialResult.Summary summary = trial.result().summary();
    TrialResult.Cost cost = summary.cost();
    TrialResult.Summary ranked =
        new TrialResult.Summary(
            summary.score(),
            summary.evaluated(),
            new TrialResult.Cost(
                1000 * row.rank(),
                cost.headParameters(),
                cost.trainSeconds(),
                cost.evaluationSeconds(),
                cost.trainTokens(),
                cost.peakMemoryBytes()),
            summary.computing());
    return new FinishedTrial(
        trial.row().withOutcome(new Outcome.Succeeded(ranked)),
        new TrialResult(
            ranked,
            trial.result().steps(),
            trial.result().evaluations(),
            trial.result().predictions(),
            trial.result().directions()));
  }
}
