package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.util.Locale;
import org.dashsweep.jobs.console.HumanDuration;
import org.jspecify.annotations.Nullable;

/** The words that the views share. */
public final class ProgressText {
  private ProgressText() {}

  /** Returns a text such as {@code 7 of 18 done, 1 failed, 2 running, about 3 min 20 s left}. */
  public static String overall(ProgressSnapshot snapshot) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%d of %d done", snapshot.done(), snapshot.cells()));
    if (snapshot.stopped() > 0) {
      text.append(String.format(Locale.ROOT, ", %d stopped early", snapshot.stopped()));
    }
    if (snapshot.failed() > 0) {
      text.append(String.format(Locale.ROOT, ", %d failed", snapshot.failed()));
    }
    if (!snapshot.running().isEmpty()) {
      text.append(String.format(Locale.ROOT, ", %d running", snapshot.running().size()));
    }
    Duration remaining = snapshot.remaining();
    if (remaining != null && !remaining.isZero()) {
      text.append(String.format(Locale.ROOT, ", about %s left", HumanDuration.of(remaining)));
    }
    return text.toString();
  }

  /**
   * Returns a text such as {@code lora, rank 8: step 40 of 120, loss 0.613, 4,210 tokens/s, 1.2
   * GiB, about 40 s left}.
   */
  public static String running(ProgressSnapshot.Running trial) {
    StringBuilder text = new StringBuilder(trial.label()).append(": ");
    if (trial.stalled()) {
      text.append(
          String.format(
              Locale.ROOT,
              "STALLED on %s, silent for %s, last ",
              trial.host(),
              HumanDuration.of(trial.silence())));
    }
    switch (trial.phase()) {
      case LOADING -> text.append("loading");
      case EVALUATING -> {
        text.append("evaluating");
        ProgressSnapshot.Evaluation evaluation = trial.evaluation();
        if (evaluation != null) {
          text.append(
              String.format(Locale.ROOT, " %,d of %,d", evaluation.done(), evaluation.total()));
        }
      }
      case TRAINING -> {
        ProgressSnapshot.Updates updates = trial.updates();
        text.append(updates == null ? "training" : training(updates));
      }
    }
    if (trial.residentBytes() > 0) {
      text.append(
          String.format(Locale.ROOT, ", %.1f GiB", trial.residentBytes() / (double) (1L << 30)));
    }
    Duration remaining = trial.updates() == null ? null : trial.updates().remaining();
    if (remaining != null && !remaining.isZero() && !trial.stalled()) {
      text.append(String.format(Locale.ROOT, ", about %s left", HumanDuration.of(remaining)));
    }
    return text.toString();
  }

  private static String training(ProgressSnapshot.Updates updates) {
    return String.format(
        Locale.ROOT,
        "step %d of %d, loss %.3f, %,.0f tokens/s",
        updates.done(),
        updates.total(),
        updates.loss(),
        updates.tokensPerSecond());
  }

  /** Returns a text such as {@code done lora, rank 8: accuracy 0.7412 in 41 s}. */
  static String ended(ProgressSnapshot.Ended trial) {
    return switch (trial.status()) {
      case FAILED ->
          String.format(Locale.ROOT, "FAILED  %s: %s", trial.label(), firstLine(trial.failure()));
      case STOPPED ->
          String.format(
              Locale.ROOT,
              "stopped %s: %s %.4f after step %d, in %s",
              trial.label(),
              trial.metric(),
              trial.value(),
              trial.step(),
              HumanDuration.of(trial.elapsed()));
      case SUCCEEDED ->
          String.format(
              Locale.ROOT,
              "done    %s: %s %.4f in %s",
              trial.label(),
              trial.metric(),
              trial.value(),
              HumanDuration.of(trial.elapsed()));
    };
  }

  /** Returns a text such as {@code note lora, rank 8: goes on with 2 threads}. */
  static String note(String note) {
    return "note    " + firstLine(note);
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
