package org.dashsweep.jobs.run.driver;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.dashsweep.jobs.run.protocol.StopRules;
import org.dashsweep.jobs.run.protocol.TrialSummary;
import org.jspecify.annotations.Nullable;

/** Decides from how trials end whether a run goes on. Safe for several threads. */
final class SweepGuard {
  private final StopRules rules;
  private int failures;
  private @Nullable String canary;
  private @Nullable String verdict;

  SweepGuard(StopRules rules) {
    this.rules = rules;
  }

  /** Sends a canary ahead: from here on a failure of this trial may be one that all would have. */
  synchronized void sendAhead(String trialId) {
    canary = trialId;
  }

  /** The canary has come so far that its failures are its own. */
  synchronized void release() {
    canary = null;
  }

  /** A trial has ended. */
  synchronized void ended(TrialSummary end) {
    if (!end.failed() || verdict != null) {
      return;
    }
    failures++;
    if (end.trialId().equals(canary) && concernsAll(end)) {
      verdict =
          "the trial that went ahead failed before its first update, as the others would:"
              + String.format(
                  Locale.ROOT, " %s. Mend it, or run all of them with --no-canary", end);
    } else if (rules.failFast().isPresent() && failures >= rules.failFast().getAsInt()) {
      verdict =
          String.format(
              Locale.ROOT,
              "%d %s failed (--fail-fast), the last one %s",
              failures,
              failures == 1 ? "trial" : "trials",
              end);
    }
  }

  /** Memory and divergence depend on what is different about each trial. */
  private static boolean concernsAll(TrialSummary end) {
    return switch (Objects.requireNonNull(end.failureClass())) {
      case BAD_INPUT, STORAGE, DEVICE, INTERNAL -> true;
      case DIVERGED, OUT_OF_MEMORY, LOST, DEADLINE -> false;
    };
  }

  /** Returns the reason why the run is to stop, if it is. */
  synchronized Optional<String> verdict() {
    return Optional.ofNullable(verdict);
  }
}
