package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dashsweep.jobs.console.TerminalWriter;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProgressViewTest {
  private static final ProgressSnapshot.Running RUNNING =
      new ProgressSnapshot.Running(
          "a",
          "lora, rank 8",
          "host",
          Instant.EPOCH,
          TrialListener.Phase.TRAINING,
          new ProgressSnapshot.Updates(40, 120, 0.6134, 4210.4, Duration.ofSeconds(40)),
          null,
          3L << 29,
          Duration.ofSeconds(1),
          false);
  private static final ProgressSnapshot.Ended DONE =
      new ProgressSnapshot.Ended(
          "b",
          "head-only",
          Duration.ofSeconds(200),
          TrialStatus.SUCCEEDED,
          "accuracy",
          0.61234,
          0,
          null);
  private static final ProgressSnapshot.Ended FAILED =
      new ProgressSnapshot.Ended(
          "c",
          "lora, rank 2",
          Duration.ofSeconds(9),
          TrialStatus.FAILED,
          null,
          Double.NaN,
          0,
          "DIVERGED: NaN\nat step 3");
  private static final ProgressSnapshot.Ended STOPPED =
      new ProgressSnapshot.Ended(
          "d", "lora, rank 4", Duration.ofSeconds(9), TrialStatus.STOPPED, "loss", 0.75, 50, null);

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  @Test
  void plainLinesComeWhenATrialEndsAndEveryFewSeconds() {
    PlainView view = new PlainView(out, Duration.ofSeconds(10));
    view.show(snapshot(1, List.of()));
    assertThat(drain()).isEmpty();
    view.show(snapshot(10, List.of()));
    assertThat(drain())
        .containsExactly(
            "2 of 6 done, 1 running, about 3 min 20 s left",
            "        lora, rank 8: step 40 of 120, loss 0.613, 4,210 tokens/s, 1.5 GiB,"
                + " about 40 s left");
    view.show(snapshot(11, List.of()));
    assertThat(drain()).isEmpty();
    view.show(snapshot(12, List.of(DONE, FAILED, STOPPED)));
    assertThat(drain())
        .startsWith(
            "done    head-only: accuracy 0.6123 in 3 min 20 s",
            "FAILED  lora, rank 2: DIVERGED: NaN",
            "stopped lora, rank 4: loss 0.7500 after step 50, in 9 s",
            "3 of 6 done, 1 stopped early, 1 failed, 1 running, about 3 min 20 s left");
  }

  @Test
  void theLiveBlockIsDrawnAgainInPlace() {
    LiveView view = new LiveView(new TerminalWriter(out));
    view.show(snapshot(1, List.of()));
    assertThat(drain())
        .hasSize(3)
        .first()
        .asString()
        .contains("[########----------------] 2 of 6 done");
    view.show(snapshot(2, List.of(DONE)));
    // Up over the two lines of the block, the trial that ended, then the block again.
    assertThat(drain().get(0)).startsWith("\u001b[2F\u001b[J").contains("done    head-only");
  }

  @Test
  void evaluationsShowHowFarTheyAre() {
    PlainView view = new PlainView(out, Duration.ZERO);
    view.show(snapshot(running(new ProgressSnapshot.Evaluation(1200, 3270), false)));
    assertThat(drain())
        .contains("        lora, rank 8: evaluating 1,200 of 3,270, 1.5 GiB, about 40 s left");
  }

  @Test
  void aSilentTrialIsShownAsStalledWithItsHost() {
    PlainView view = new PlainView(out, Duration.ZERO);
    view.show(snapshot(running(null, true)));
    assertThat(drain())
        .contains(
            "        lora, rank 8: STALLED on host, silent for 6 min 00 s, last evaluating, 1.5"
                + " GiB");
  }

  @Test
  void aBlockIsNeverHigherThanAScreen() {
    LiveView view = new LiveView(new TerminalWriter(out));
    List<ProgressSnapshot.Running> many = new ArrayList<>(Collections.nCopies(40, RUNNING));
    many.add(running(null, true));
    view.show(snapshot(many.toArray(ProgressSnapshot.Running[]::new)));
    List<String> lines = drain();
    assertThat(lines).hasSize(1 + 16 + 1 + 1);
    assertThat(lines.get(1)).as("what is wrong comes first").contains("STALLED");
    assertThat(lines.get(17)).isEqualTo("  and 25 more");
    view.show(snapshot(RUNNING));
    assertThat(drain().get(0)).startsWith("\u001b[18F\u001b[J");
  }

  private static ProgressSnapshot.Running running(
      ProgressSnapshot.@Nullable Evaluation evaluation, boolean stalled) {
    return new ProgressSnapshot.Running(
        "a",
        "lora, rank 8",
        "host",
        Instant.EPOCH,
        TrialListener.Phase.EVALUATING,
        RUNNING.updates(),
        evaluation,
        3L << 29,
        Duration.ofMinutes(6),
        stalled);
  }

  private static ProgressSnapshot snapshot(ProgressSnapshot.Running... running) {
    return new ProgressSnapshot(
        6, 2, 0, 0, Duration.ofSeconds(1), null, List.of(running), List.of(), List.of());
  }

  private List<String> drain() {
    out.flush();
    List<String> lines = text.toString().lines().toList();
    text.getBuffer().setLength(0);
    return lines;
  }

  private static ProgressSnapshot snapshot(int seconds, List<ProgressSnapshot.Ended> ended) {
    return new ProgressSnapshot(
        6,
        2 + (int) ended.stream().filter(trial -> trial.status() == TrialStatus.SUCCEEDED).count(),
        (int) ended.stream().filter(trial -> trial.status() == TrialStatus.FAILED).count(),
        (int) ended.stream().filter(trial -> trial.status() == TrialStatus.STOPPED).count(),
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(200),
        List.of(RUNNING),
        ended,
        List.of());
  }
}
