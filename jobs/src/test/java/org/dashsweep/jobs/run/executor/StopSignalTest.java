package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StopSignalTest {
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final AtomicLong now = new AtomicLong(5);

  @Test
  void theDeadlineCountsFromTheStart() {
    StopSignal signal = new StopSignal(interrupted::get, Duration.ofSeconds(2), now::get);
    now.addAndGet(2_000_000_000L);
    assertThat(signal.reason()).isNull();
    now.incrementAndGet();
    assertThat(signal.reason()).isEqualTo(StopSignal.Reason.DEADLINE);
    interrupted.set(true);
    assertThat(signal.reason()).as("the first reason stays").isEqualTo(StopSignal.Reason.DEADLINE);
  }

  @Test
  void withoutADeadlineOnlyAnInterruptionStops() {
    StopSignal signal = new StopSignal(interrupted::get, null, now::get);
    now.set(Long.MAX_VALUE);
    assertThat(signal.reason()).isNull();
    interrupted.set(true);
    assertThat(signal.reason()).isEqualTo(StopSignal.Reason.INTERRUPTED);
    interrupted.set(false);
    assertThat(signal.reason()).as("once raised it stays").isNotNull();
  }
}
