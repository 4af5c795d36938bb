package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LostDeviceTest {
  private final AtomicInteger ended = new AtomicInteger();

  @Test
  void anExecutorEndsAndSparkStartsAnother() {
    LostDevice executor = new LostDevice(false, Duration.ZERO, ended::incrementAndGet);
    assertThat(executor.after("cuda:1 on gpu-3: CUDA error: misaligned address"))
        .hasMessageStartingWith(
            "cuda:1 on gpu-3: CUDA error: misaligned address. The executor ends");
    assertThat(ended).hasValue(1);
  }

  @Test
  void theDriversOwnProcessEndsTheRunInstead() {
    LostDevice driver = new LostDevice(true, Duration.ofDays(1), ended::incrementAndGet);
    assertThat(driver.after("cuda:0 on here: x"))
        .hasMessageContainingAll("cuda:0 on here: x", "nvidia-smi", "run the same command again");
    assertThat(ended).hasValue(0);
  }
}
