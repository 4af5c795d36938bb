package org.dashsweep.jobs.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.jobs.console.Counted;
import org.dashsweep.jobs.console.HumanDuration;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialResult;

/**
 * The trials that have ended, as the live page sums them up.
 *
 * @param count of them
 * @param cost a sentence on what they have cost
 * @param failures of those that failed, the latest first
 */
record EndedTrials(int count, String cost, List<Failure> failures) {
  static final EndedTrials NONE = new EndedTrials(0, "No trial has ended yet.", List.of());

  private static final double MILLION = 1e6;

  EndedTrials {
    failures = List.copyOf(failures);
  }

  /**
   * A trial that failed.
   *
   * @param label method and task
   * @param reason class and message of the failure
   */
  record Failure(String trialId, String label, int attempts, String reason, String finishedAt) {
    static Failure of(TrialRow row, Outcome.Failed failed) {
      return new Failure(
          row.trialId(),
          row.parameter(SearchSpace.METHOD.name())
              + row.task().map(task -> " on " + task).orElse(""),
          row.attempts(),
          failed.failureClass() + ": " + failed.failureMessage(),
          row.finishedAt().toString());
    }
  }

  static EndedTrials of(List<TrialRow> rows) {
    if (rows.isEmpty()) {
      return NONE;
    }
    Duration all = Duration.ZERO;
    double training = 0;
    double evaluating = 0;
    long tokens = 0;
    List<Failure> failures = new ArrayList<>();
    for (TrialRow row : rows) {
      all = all.plus(Duration.between(row.startedAt(), row.finishedAt()));
      if (row.outcome() instanceof Outcome.Failed failed) {
        failures.add(Failure.of(row, failed));
      } else if (row.outcome() instanceof Outcome.Succeeded succeeded) {
        TrialResult.Cost cost = succeeded.summary().cost();
        training += cost.trainSeconds();
        evaluating += cost.evaluationSeconds();
        tokens += cost.trainTokens();
      }
    }
    failures.sort((a, b) -> b.finishedAt().compareTo(a.finishedAt()));
    return new EndedTrials(
        rows.size(),
        String.format(
            Locale.ROOT,
            "Cost so far: %s that ended took %s in all; %s of training on %.1f million tokens, %s of evaluation.",
            Counted.trials(rows.size()),
            HumanDuration.of(all),
            HumanDuration.of(seconds(training)),
            tokens / MILLION,
            HumanDuration.of(seconds(evaluating))),
        failures);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
