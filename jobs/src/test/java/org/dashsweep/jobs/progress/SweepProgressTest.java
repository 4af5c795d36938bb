package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialStatus;
import org.junit.jupiter.api.Test;

final class SweepProgressTest {
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");

  /** Two of five cells are done before; the costs are 30, 10 and 20. */
  private final SweepProgress progress =
      new SweepProgress(
          5,
          List.of(
              new TrackedTrial("a", "long", 30),
              new TrackedTrial("b", "short", 10),
              new TrackedTrial("c", "medium", 20)),
          Duration.ofMinutes(5),
          () -> now);

  @Test
  void nothingIsEstimatedBeforeAnythingIsDone() {
    progress.accept(new ProgressEvent.Started("a", "host"));
    pass(5);
    ProgressSnapshot snapshot = progress.snapshot();
    assertThat(snapshot.remaining()).isNull();
    assertThat(snapshot.done()).isEqualTo(2);
    assertThat(snapshot.running())
        .extracting(ProgressSnapshot.Running::label)
        .containsExactly("long");
  }

  @Test
  void aTrialThatEndedTellsWhatTheOthersTake() {
    progress.accept(new ProgressEvent.Started("a", "host"));
    progress.accept(new ProgressEvent.Started("b", "host"));
    pass(10);
    progress.accept(new ProgressEvent.Succeeded("b", "accuracy", 0.9));
    progress.accept(new ProgressEvent.Started("c", "host"));
    progress.accept(new ProgressEvent.Stepped("a", 50, 150, 0.5, 1000, 1 << 30));
    pass(5);
    progress.accept(new ProgressEvent.Stepped("a", 100, 150, 0.5, 1000, 1 << 30));
    // The last third takes as long as the second, 5 s, and a cost of 10 takes 10 s behind the
    // updates.
    ProgressSnapshot snapshot = progress.snapshot();
    assertThat(snapshot.remaining()).isEqualTo(Duration.ofSeconds(35));
    assertThat(snapshot.done()).isEqualTo(3);
    assertThat(snapshot.ended())
        .containsExactly(
            new ProgressSnapshot.Ended(
                "b",
                "short",
                Duration.ofSeconds(10),
                TrialStatus.SUCCEEDED,
                "accuracy",
                0.9,
                0,
                null));
  }

  @Test
  void aTrialIsEstimatedFromItsOwnSteps() {
    progress.accept(new ProgressEvent.Started("a", "host"));
    pass(100);
    progress.accept(new ProgressEvent.Stepped("a", 1, 21, 0.5, 1000, 1 << 30));
    assertThat(Objects.requireNonNull(progress.snapshot().running().get(0).updates()).remaining())
        .isNull();
    pass(10);
    progress.accept(new ProgressEvent.Stepped("a", 11, 21, 0.5, 1000, 1 << 30));
    pass(4);
    // 10 steps took 10 s, 10 more are to come, and 4 s of them have gone by. Loading does not
    // count.
    assertThat(progress.snapshot().running().get(0).updates().remaining())
        .isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void failedTrialsAreCountedApart() {
    progress.accept(new ProgressEvent.Started("a", "host"));
    progress.accept(new ProgressEvent.Failed("a", "DIVERGED", "loss is NaN"));
    ProgressSnapshot snapshot = progress.snapshot();
    assertThat(snapshot.failed()).isEqualTo(1);
    assertThat(snapshot.done()).isEqualTo(2);
    assertThat(snapshot.ended().get(0).failure()).isEqualTo("DIVERGED: loss is NaN");
    assertThat(snapshot.running()).isEmpty();
  }

  @Test
  void whoEndsIsToldOnceAndCountedOnce() {
    progress.accept(new ProgressEvent.Started("a", "host"));
    progress.accept(new ProgressEvent.Stopped("a", 50, "loss", 0.7));
    ProgressSnapshot first = progress.snapshot();
    assertThat(first.stopped()).isEqualTo(1);
    assertThat(first.ended()).extracting(ProgressSnapshot.Ended::step).containsExactly(50);
    progress.accept(new ProgressEvent.Stopped("a", 50, "loss", 0.7));
    assertThat(progress.snapshot().stopped()).isEqualTo(1);
    assertThat(progress.snapshot().ended()).isEmpty();
  }

  @Test
  void whoAsksForATrialTakesNoEndsFromTheViews() {
    progress.accept(new ProgressEvent.Started("a", "host"));
    assertThat(progress.isTraining("a")).isFalse();
    progress.accept(new ProgressEvent.Stepped("a", 1, 2, 0.5, 1000, 1 << 20));
    assertThat(progress.isTraining("a")).isTrue();
    progress.accept(new ProgressEvent.Failed("a", "DIVERGED", "loss is NaN"));
    assertThat(progress.isTraining("a")).isFalse();
    assertThat(progress.snapshot().ended()).hasSize(1);
  }

  @Test
  void evaluationsAreHeardOf() {
    progress.accept(new ProgressEvent.Started("a", "host"));
    progress.accept(new ProgressEvent.Stepped("a", 1, 2, 0.5, 1000, 1 << 20));
    // The event that would say that the trial evaluates may have been left out.
    progress.accept(new ProgressEvent.Evaluated("a", 3, 8, 2 << 20));
    ProgressSnapshot.Running trial = progress.snapshot().running().get(0);
    assertThat(trial.phase()).isEqualTo(TrialListener.Phase.EVALUATING);
    assertThat(trial.evaluation()).isEqualTo(new ProgressSnapshot.Evaluation(3, 8));
    assertThat(trial.residentBytes()).isEqualTo(2 << 20);
    progress.accept(new ProgressEvent.Stepped("a", 2, 2, 0.5, 1000, 1 << 20));
    assertThat(progress.snapshot().running().get(0).evaluation()).isNull();
  }

  @Test
  void aTrialThatSaysNothingForLongIsStalled() {
    progress.accept(new ProgressEvent.Started("a", "host"));
    pass(299);
    assertThat(progress.snapshot().running().get(0).stalled()).isFalse();
    pass(1);
    ProgressSnapshot.Running silent = progress.snapshot().running().get(0);
    assertThat(silent.stalled()).isTrue();
    assertThat(silent.silence()).isEqualTo(Duration.ofMinutes(5));
    progress.accept(new ProgressEvent.PhaseEntered("a", TrialListener.Phase.TRAINING));
    assertThat(progress.snapshot().running().get(0).stalled()).isFalse();
  }

  @Test
  void whatPeopleAreToKnowIsToldOnce() {
    progress.accept(new ProgressEvent.Noted("a", "goes on with 2 threads"));
    assertThat(progress.snapshot().notes()).containsExactly("long: goes on with 2 threads");
    assertThat(progress.snapshot().notes()).isEmpty();
  }

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
  }
}
