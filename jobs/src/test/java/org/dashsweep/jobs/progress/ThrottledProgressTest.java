package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;

final class ThrottledProgressTest {
  private final AtomicLong nanoTime =
      new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // it may overflow
  private final List<ProgressEvent> events = new ArrayList<>();
  private final ThrottledProgress listener =
      new ThrottledProgress("a", events::add, Duration.ofMillis(500), () -> false, nanoTime::get);

  @Test
  void updatesAreSentTwiceASecondAndTheLastOneAlways() {
    for (int step = 1; step <= 13; step++) {
      listener.step(new TrialResult.Step(step, step / 10.0, 1e-3, 1, 50, 0.25), 13);
      nanoTime.addAndGet(200_000_000);
    }
    assertThat(events)
        .extracting(event -> (ProgressEvent.Stepped) event)
        .allSatisfy(
            event -> {
              assertThat(event.tokensPerSecond()).isEqualTo(200);
              assertThat(event.residentBytes()).isPositive();
              assertThat(event.loss()).isEqualTo(event.step() / 10.0);
            })
        .extracting(ProgressEvent.Stepped::step)
        .containsExactly(1, 4, 7, 10, 13);
  }

  @Test
  void evaluatedExamplesAreSentAsSeldomAndTheLastAlways() {
    for (int done = 1; done <= 9; done++) {
      listener.evaluated(done, 9);
      nanoTime.addAndGet(200_000_000);
    }
    assertThat(events)
        .extracting(event -> ((ProgressEvent.Evaluated) event).done())
        .containsExactly(1, 4, 7, 9);
  }
}
