package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimates of sweeps whose every second is known. */
final class PaceTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  /**
   * A trial as it will be.
   *
   * @param cost that is expected of it
   * @param updateSeconds of each update once all is warm
   * @param tailSeconds of its last evaluation
   * @param stoppedAt update at which it is stopped early, or 0
   */
  private record Planned(
      String id,
      double cost,
      int updates,
      double updateSeconds,
      double tailSeconds,
      int stoppedAt) {}

  /** A slot's trial and when its next thing happens. */
  private static final class Slot {
    private final boolean cold;
    private final Planned trial;
    private int step;
    private double next;

    Slot(Planned trial, double now, boolean cold) {
      this.trial = trial;
      this.cold = cold;
      this.next = now + (cold ? 40 : 2) + updateSeconds();
    }

    /** The first updates of a process are slow. */
    final double updateSeconds() {
      return cold && step < 10 ? 15 * trial.updateSeconds() + 1 : trial.updateSeconds();
    }
  }

  /** The first estimate, when it was given, how many trials had ended then, and the end. */
  private record Seen(double firstSeconds, double at, int ended, double end) {
    double left() {
      return end - at;
    }
  }

  @ParameterizedTest
  @CsvSource({
    // trials, slots, seconds of updates, of the evaluation, share stopped early, spread of the
    // costs
    "18, 2, 120, 30, 0, 0",
    "18, 2, 120, 150, 0, 0",
    "24, 2, 60, 10, 0, 0.4",
    "200, 8, 20, 5, 0, 0.4",
    "1000, 2, 2, 0.5, 0, 0.4",
    "40, 4, 1800, 600, 0, 0.4",
    "6, 1, 3600, 300, 0, 0.3",
    "60, 4, 300, 30, 0.75, 0.3",
    "12, 12, 900, 60, 0, 0.5",
  })
  void theFirstEstimateIsWithinAFactorOfTwo(
      int trials, int slots, double updates, double tail, double stopped, double spread) {
    for (int seed = 0; seed < 5; seed++) {
      Seen seen = simulate(trials(trials, updates, tail, stopped, spread, seed), slots);
      assertThat(seen.ended()).as("trials that had ended").isPositive();
      assertThat(seen.firstSeconds() / seen.left())
          .as("%s, seed %d", seen, seed)
          .isBetween(0.5, 2.0);
    }
  }

  /** As a sweep of about 50 minutes whose first estimate was 14 h 40 min. */
  @Test
  void slowFirstUpdatesAreNoReasonForHours() {
    Seen seen = simulate(trials(18, 240, 30, 0, 0, 1), 2);
    assertThat(seen.end()).isBetween(2_400.0, 3_600.0);
    assertThat(seen.firstSeconds()).isLessThan(2 * 3_600);
  }

  @Test
  void aTrialThatFailsSaysNothingOfTheOthers() {
    SweepProgress progress =
        new SweepProgress(
            2,
            List.of(new TrackedTrial("a", "a", 1), new TrackedTrial("b", "b", 1)),
            Duration.ofMinutes(5),
            () -> START);
    progress.accept(new ProgressEvent.Started("a", "host"));
    progress.accept(new ProgressEvent.Failed("a", "BAD_INPUT", "no rows"));
    assertThat(progress.snapshot().remaining()).isNull();
  }

  /** Longest first, as a sweep runs them. */
  private static List<Planned> trials(
      int count, double updates, double tail, double stopped, double spread, int seed) {
    Random random = new Random(seed);
    List<Planned> trials = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double size = 0.3 + 1.4 * random.nextDouble();
      // What is expected differs from what it takes.
      double cost = size * (1 + spread * (2 * random.nextDouble() - 1));
      boolean stops = random.nextDouble() < stopped;
      trials.add(
          new Planned("t" + i, cost, 200, updates * size / 200, tail * size, stops ? 50 : 0));
    }
    trials.sort(Comparator.comparingDouble(Planned::cost).reversed());
    return trials;
  }

  private static Seen simulate(List<Planned> trials, int slots) {
    double[] now = {0};
    SweepProgress progress =
        new SweepProgress(
            trials.size(),
            trials.stream()
                .map(trial -> new TrackedTrial(trial.id(), trial.id(), trial.cost()))
                .toList(),
            Duration.ofMinutes(5),
            () -> START.plusMillis(Math.round(1000 * now[0])));
    Deque<Planned> waiting = new ArrayDeque<>(trials);
    List<Slot> busy = new ArrayList<>();
    for (int i = 0; i < slots && !waiting.isEmpty(); i++) {
      busy.add(start(progress, waiting.remove(), 0, true));
    }
    int ended = 0;
    @Nullable Seen first = null;
    while (!busy.isEmpty()) {
      Slot slot = busy.stream().min(Comparator.comparingDouble(each -> each.next)).orElseThrow();
      now[0] = slot.next;
      if (happens(progress, slot)) {
        ended++;
        busy.remove(slot);
        if (!waiting.isEmpty()) {
          busy.add(start(progress, waiting.remove(), now[0], false));
        }
      }
      @Nullable Duration remaining = progress.snapshot().remaining();
      if (first == null && remaining != null) {
        first = new Seen(remaining.toMillis() / 1000.0, now[0], ended, 0);
      }
    }
    Objects.requireNonNull(first, "an estimate before the end");
    return new Seen(first.firstSeconds(), first.at(), first.ended(), now[0]);
  }

  private static Slot start(SweepProgress progress, Planned trial, double now, boolean cold) {
    progress.accept(new ProgressEvent.Started(trial.id(), "host"));
    return new Slot(trial, now, cold);
  }

  /** An update or the end; whether it was the end. */
  private static boolean happens(SweepProgress progress, Slot slot) {
    Planned trial = slot.trial;
    if (slot.step == trial.updates()) {
      progress.accept(new ProgressEvent.Succeeded(trial.id(), "accuracy", 0.5));
      return true;
    }
    slot.step++;
    progress.accept(
        new ProgressEvent.Stepped(trial.id(), slot.step, trial.updates(), 0.5, 1000, 1 << 30));
    if (slot.step == trial.stoppedAt()) {
      progress.accept(new ProgressEvent.Stopped(trial.id(), slot.step, "loss", 0.7));
      return true;
    }
    slot.next += slot.step == trial.updates() ? trial.tailSeconds() : slot.updateSeconds();
    return false;
  }
}
