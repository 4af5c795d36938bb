package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;

final class ThrottledListenerTest {
  @Test
  void updatesAreSentTwiceASecondAndTheLastOneAlways() {
    AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // it may overflow
    List<TrialEvent> events = new ArrayList<>();
    ThrottledListener listener =
        new ThrottledListener("a", events::add, () -> false, nanoTime::get);
    for (int step = 1; step <= 13; step++) {
      listener.step(new TrialResult.Step(step, step / 10.0, 1e-3, 1, 50, 0.25), 13);
      nanoTime.addAndGet(200_000_000);
    }
    assertThat(events)
        .containsExactly(
            new TrialEvent.Stepped("a", 1, 13, 0.1, 200),
            new TrialEvent.Stepped("a", 4, 13, 0.4, 200),
            new TrialEvent.Stepped("a", 7, 13, 0.7, 200),
            new TrialEvent.Stepped("a", 10, 13, 1.0, 200),
            new TrialEvent.Stepped("a", 13, 13, 1.3, 200));
  }
}
