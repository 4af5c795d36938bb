package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.util.Locale;

/** The words that the views share. */
final class ProgressText {
  private ProgressText() {}

  /** Such as {@code 7 of 18 done, 1 failed, 2 running, about 3 min 20 s left}. */
  static String overall(ProgressSnapshot snapshot) {
    StringBuilder text = new StringBuilder();
    text.append("%d of %d done".formatted(snapshot.done(), snapshot.cells()));
    if (snapshot.failed() > 0) {
      text.append(", %d failed".formatted(snapshot.failed()));
    }
    if (!snapshot.running().isEmpty()) {
      text.append(", %d running".formatted(snapshot.running().size()));
    }
    Duration remaining = snapshot.remaining();
    if (remaining != null && !remaining.isZero()) {
      text.append(", about %s left".formatted(HumanDuration.of(remaining)));
    }
    return text.toString();
  }

  /** Such as {@code lora, rank 8: step 40 of 120, loss 0.613, 4,210 tokens/s, about 40 s left}. */
  static String running(ProgressSnapshot.Running trial) {
    StringBuilder text = new StringBuilder(trial.label()).append(": ");
    switch (trial.phase()) {
      case LOADING -> text.append("loading");
      case EVALUATING -> text.append("evaluating");
      case TRAINING -> {
        if (trial.totalSteps() == 0) {
          text.append("training");
        } else {
          text.append(
              String.format(
                  Locale.ROOT,
                  "step %d of %d, loss %.3f, %,.0f tokens/s",
                  trial.step(),
                  trial.totalSteps(),
                  trial.loss(),
                  trial.tokensPerSecond()));
          Duration remaining = trial.remaining();
          if (remaining != null) {
            text.append(", about %s left".formatted(HumanDuration.of(remaining)));
          }
        }
      }
    }
    return text.toString();
  }

  /** Such as {@code done lora, rank 8: accuracy 0.7412 in 41 s}. */
  static String ended(ProgressSnapshot.Ended trial) {
    if (trial.failure() != null) {
      return "FAILED  %s: %s".formatted(trial.label(), firstLine(trial.failure()));
    }
    return String.format(
        Locale.ROOT,
        "done    %s: %s %.4f in %s",
        trial.label(),
        trial.metric(),
        trial.value(),
        HumanDuration.of(trial.elapsed()));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
