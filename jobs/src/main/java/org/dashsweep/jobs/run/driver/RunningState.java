package org.dashsweep.jobs.run.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.storage.ControlFile;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;

/**
 * A trial under way, in {@link RunState}.
 *
 * @param startedAt in ISO 8601
 * @param step updates done, 0 before the first
 * @param totalSteps updates it will make, 0 before the first
 * @param loss of its latest update, or null before the first
 * @param tokensPerSecond of its training, or null before the first update
 * @param remainingSeconds estimated to the end of its training, or null if unknown
 * @param evaluated examples or questions done, or null if it is not evaluating
 * @param toEvaluate all of them, or null if it is not evaluating
 * @param residentBytes memory that its process holds, 0 before it is known
 * @param silentSeconds since the driver last heard of it
 */
public record RunningState(
    String trialId,
    String label,
    String host,
    String startedAt,
    String phase,
    int step,
    int totalSteps,
    @Nullable Double loss,
    @Nullable Double tokensPerSecond,
    @Nullable Double remainingSeconds,
    @Nullable Integer evaluated,
    @Nullable Integer toEvaluate,
    long residentBytes,
    double silentSeconds) {
  private static final Set<String> PHASES =
      Arrays.stream(TrialListener.Phase.values())
          .map(TrialListener.Phase::name)
          .collect(Collectors.toCollection(TreeSet::new));

  public RunningState {
    ControlFile.present("trialId", trialId);
    ControlFile.present("label", label);
    ControlFile.present("host", host);
    ControlFile.time("startedAt", startedAt);
    if (!PHASES.contains(ControlFile.present("phase", phase))) {
      throw new IllegalArgumentException("phase is none of " + PHASES);
    }
  }

  static RunningState of(ProgressSnapshot.Running trial) {
    ProgressSnapshot.Updates updates = trial.updates();
    ProgressSnapshot.Evaluation evaluation = trial.evaluation();
    return new RunningState(
        trial.trialId(),
        trial.label(),
        trial.host(),
        trial.startedAt().toString(),
        trial.phase().name(),
        updates == null ? 0 : updates.done(),
        updates == null ? 0 : updates.total(),
        updates == null ? null : updates.loss(),
        updates == null ? null : updates.tokensPerSecond(),
        updates == null ? null : Seconds.ofOrNull(updates.remaining()),
        evaluation == null ? null : evaluation.done(),
        evaluation == null ? null : evaluation.total(),
        trial.residentBytes(),
        Seconds.of(trial.silence()));
  }

  /** Returns whether it has been silent for too long. */
  public boolean isStalled(Duration stalledAfter) {
    return Seconds.duration(silentSeconds).compareTo(stalledAfter) >= 0;
  }

  ProgressSnapshot.Running shown(Duration stalledAfter) {
    return new ProgressSnapshot.Running(
        trialId,
        label,
        host,
        Instant.parse(startedAt),
        TrialListener.Phase.valueOf(phase),
        updates(),
        evaluated == null || toEvaluate == null
            ? null
            : new ProgressSnapshot.Evaluation(evaluated, toEvaluate),
        residentBytes,
        Seconds.duration(silentSeconds),
        isStalled(stalledAfter));
  }

  private ProgressSnapshot.@Nullable Updates updates() {
    return loss == null || tokensPerSecond == null
        ? null
        : new ProgressSnapshot.Updates(
            step, totalSteps, loss, tokensPerSecond, Seconds.durationOrNull(remainingSeconds));
  }
}
