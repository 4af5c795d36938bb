package org.dashsweep.jobs.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.jobs.console.Counted;
import org.dashsweep.jobs.console.HumanDuration;
import org.dashsweep.jobs.run.driver.RunningState;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialStatus;

/** A status for people. */
final class StatusText {
  private StatusText() {}

  static List<String> lines(Status status) {
    List<String> lines = new ArrayList<>();
    lines.add("done     " + status.rows(TrialStatus.SUCCEEDED).size());
    List<RunningState> running = status.running();
    lines.add("running  " + running.size());
    running.forEach(trial -> lines.add("  " + running(trial, status.stalledAfter())));
    List<TrialRow> stopped = status.rows(TrialStatus.STOPPED);
    if (!stopped.isEmpty()) {
      lines.add("stopped  " + stopped.size());
      stopped.forEach(row -> lines.add("  " + stopped(row)));
    }
    List<TrialRow> failed = status.rows(TrialStatus.FAILED);
    lines.add("failed   " + failed.size());
    failed.forEach(row -> lines.add("  " + failed(row)));
    int damaged = status.damage().trials().size();
    if (damaged > 0) {
      lines.add("damaged  " + damaged);
      status.damage().trials().keySet().forEach(id -> lines.add("  " + id));
    }
    if (status.missing() > 0 && !status.isActive()) {
      status
          .run()
          .ifPresent(
              run ->
                  lines.add(
                      String.format(
                          Locale.ROOT,
                          "%s of sweep %s %s not done: run it again to go on",
                          Counted.trials(status.missing()),
                          run.sweep(),
                          status.missing() == 1 ? "is" : "are")));
    }
    return lines;
  }

  private static String running(RunningState trial, Duration stalledAfter) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%s  %s: ", trial.trialId(), trial.label()));
    if (trial.isStalled(stalledAfter)) {
      Duration silence = Duration.ofMillis(Math.round(trial.silentSeconds() * 1000));
      text.append(
          String.format(Locale.ROOT, "STALLED, silent for %s, last ", HumanDuration.of(silence)));
    }
    text.append(trial.phase().toLowerCase(Locale.ROOT));
    if (trial.toEvaluate() != null) {
      text.append(String.format(Locale.ROOT, " %d of %d", trial.evaluated(), trial.toEvaluate()));
    }
    if (trial.totalSteps() > 0) {
      text.append(String.format(Locale.ROOT, ", step %d of %d", trial.step(), trial.totalSteps()));
    }
    return text.append(
            String.format(Locale.ROOT, " on %s since %s", trial.host(), trial.startedAt()))
        .toString();
  }

  private static String stopped(TrialRow row) {
    Outcome.Stopped outcome = (Outcome.Stopped) row.outcome();
    return String.format(
        Locale.ROOT,
        "%s  %s: after step %d, with %s %.4f",
        row.trialId(),
        row.sweep(),
        outcome.stoppedStep(),
        outcome.stoppedMetric(),
        outcome.stoppedValue());
  }

  private static String failed(TrialRow row) {
    Outcome.Failed outcome = (Outcome.Failed) row.outcome();
    return String.format(
        Locale.ROOT,
        "%s  %s, %s: %s: %s",
        row.trialId(),
        row.sweep(),
        row.attempts() == 1 ? "1 attempt" : row.attempts() + " attempts",
        outcome.failureClass(),
        outcome.failureMessage());
  }
}
