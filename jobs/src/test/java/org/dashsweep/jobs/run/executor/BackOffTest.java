package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BackOffTest {
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void storageThatComesBackIsEnough() throws IOException {
    assertThat(new BackOff(1).call(() -> failing("Connection timed out", 1))).isEqualTo(2);
  }

  @Test
  void whatStaysAwayIsThrown() {
    assertThatIOException()
        .isThrownBy(() -> new BackOff(1).call(() -> failing("Connection timed out", 9)));
    assertThat(tries).hasValue(2);
  }

  @Test
  void whatWaitsForPeopleIsNotTriedAgain() {
    assertThatIOException()
        .isThrownBy(() -> new BackOff(9).call(() -> failing("No space left on device", 9)));
    assertThat(tries).hasValue(1);
  }

  @Test
  void pausesGrowButNotForEver() {
    assertThat(BackOff.pause(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(BackOff.pause(3)).isEqualTo(Duration.ofSeconds(25));
    assertThat(BackOff.pause(100)).isEqualTo(Duration.ofMinutes(5));
  }

  private int failing(String message, int times) throws IOException {
    if (tries.incrementAndGet() <= times) {
      throw new IOException(message);
    }
    return tries.get();
  }
}
