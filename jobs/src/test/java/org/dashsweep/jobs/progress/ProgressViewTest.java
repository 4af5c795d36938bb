package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dashsweep.trial.TrialListener;
import org.junit.jupiter.api.Test;

final class ProgressViewTest {
  private static final ProgressSnapshot.Running RUNNING =
      new ProgressSnapshot.Running(
          "a",
          "lora, rank 8",
          "host",
          Instant.EPOCH,
          TrialListener.Phase.TRAINING,
          40,
          120,
          0.6134,
          4210.4,
          Duration.ofSeconds(40));
  private static final ProgressSnapshot.Ended DONE =
      new ProgressSnapshot.Ended(
          "b", "head-only", Duration.ofSeconds(200), "accuracy", 0.61234, null);
  private static final ProgressSnapshot.Ended FAILED =
      new ProgressSnapshot.Ended(
          "c", "lora, rank 2", Duration.ofSeconds(9), null, Double.NaN, "DIVERGED: NaN\nat step 3");

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
            "        lora, rank 8: step 40 of 120, loss 0.613, 4,210 tokens/s, about 40 s left");
    view.show(snapshot(11, List.of()));
    assertThat(drain()).isEmpty();
    view.show(snapshot(12, List.of(DONE, FAILED)));
    assertThat(drain())
        .startsWith(
            "done    head-only: accuracy 0.6123 in 3 min 20 s",
            "FAILED  lora, rank 2: DIVERGED: NaN",
            "3 of 6 done, 1 failed, 1 running, about 3 min 20 s left");
  }

  @Test
  void theLiveBlockIsDrawnAgainInPlace() {
    LiveView view = new LiveView(out);
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

  private List<String> drain() {
    out.flush();
    List<String> lines = text.toString().lines().toList();
    text.getBuffer().setLength(0);
    return lines;
  }

  private static ProgressSnapshot snapshot(int seconds, List<ProgressSnapshot.Ended> ended) {
    return new ProgressSnapshot(
        6, 2, Duration.ofSeconds(seconds), Duration.ofSeconds(200), List.of(RUNNING), ended);
  }
}
