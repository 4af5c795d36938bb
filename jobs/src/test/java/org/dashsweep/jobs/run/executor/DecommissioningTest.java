package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DecommissioningTest {
  @Test
  void sparksFlagCounts() {
    assertThat(new Decommissioning(() -> true).isRequested()).isTrue();
    assertThat(new Decommissioning(() -> false).isRequested()).isFalse();
  }

  @Test
  void aVersionOfSparkWithoutTheFlagIsAskedOnce() {
    AtomicInteger asked = new AtomicInteger();
    Decommissioning unknown =
        new Decommissioning(
            () -> {
              asked.incrementAndGet();
              throw new NoSuchMethodError("decommissioned");
            });
    assertThat(unknown.isRequested()).isFalse();
    assertThat(unknown.isRequested()).isFalse();
    assertThat(asked).hasValue(1);
  }
}
