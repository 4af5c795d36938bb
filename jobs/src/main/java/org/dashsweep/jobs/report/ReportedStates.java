package org.dashsweep.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.trial.EvaluatedState;

/** Says which states of their trainings trials were evaluated in. */
final class ReportedStates {
  private boolean last;
  private boolean chosen;
  private int earliest = Integer.MAX_VALUE;
  private int latest;

  static ReportedStates of(List<ReportedTrial> trials) {
    ReportedStates states = new ReportedStates();
    trials.forEach(trial -> states.add(trial.measured().evaluated()));
    return states;
  }

  void add(EvaluatedState state) {
    if (state.choice() == EvaluatedState.Choice.LAST_UPDATE) {
      last = true;
    } else {
      chosen = true;
      earliest = Math.min(earliest, state.step());
      latest = Math.max(latest, state.step());
    }
  }

  /** Empty if no trial was evaluated in another state than its last. */
  Optional<String> sentence() {
    if (!chosen) {
      return Optional.empty();
    }
    String steps =
        earliest == latest ? "update " + latest : "updates " + earliest + " to " + latest;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s evaluated in the state of the lowest validation loss, of %s (keep-best).%s",
            last ? "Some trials were" : "Every trial was",
            steps,
            last ? " The others were evaluated after their last update." : ""));
  }
}
