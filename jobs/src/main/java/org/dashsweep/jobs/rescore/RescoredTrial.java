package org.dashsweep.jobs.rescore;

import java.util.Comparator;
import java.util.List;
import org.dashsweep.jobs.results.Outcome;
import org.dashsweep.jobs.results.TrialRow;
import org.dashsweep.trial.TrialResult;

/** The row of a trial whose evaluations have changed. */
final class RescoredTrial {
  private RescoredTrial() {}

  static TrialRow row(TrialRow row, List<TrialResult.Evaluation> evaluations) {
    if (!(row.outcome() instanceof Outcome.Succeeded measured)) {
      return row;
    }
    List<TrialResult.Evaluation> judging =
        evaluations.stream().filter(e -> e.metric().equals(measured.primaryMetric())).toList();
    if (judging.isEmpty()) {
      return row;
    }
    // Of several data sets and splits the one that the trial was judged by is not in its row: where
    // there is an average that decides, and otherwise the first.
    TrialResult.Evaluation deciding =
        judging.stream()
            .filter(e -> e.dataset().endsWith("-average"))
            .findFirst()
            .orElse(judging.get(0));
    List<TrialResult.Evaluation> ofIt =
        judging.stream()
            .filter(e -> e.dataset().equals(deciding.dataset()))
            .filter(e -> e.split().equals(deciding.split()))
            .toList();
    TrialResult.Evaluation last =
        ofIt.stream().max(Comparator.comparingInt(TrialResult.Evaluation::step)).orElseThrow();
    TrialResult.Evaluation best =
        ofIt.stream()
            .reduce((a, b) -> b.value() > a.value() || Double.isNaN(a.value()) ? b : a)
            .orElseThrow();
    return row.withOutcome(
        new Outcome.Succeeded(
            measured.primaryMetric(),
            last.value(),
            best.value(),
            best.step(),
            measured.evaluated(),
            measured.adapterParameters(),
            measured.headParameters(),
            measured.trainSeconds(),
            measured.evaluationSeconds(),
            measured.trainTokens(),
            measured.peakMemoryBytes(),
            measured.device(),
            measured.threads()));
  }
}
