package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProbationTest {
  @Test
  void oneAtATimeUntilItIsFurther() throws Exception {
    try (Probation first = Probation.begin();
        Probation beside = Probation.none()) {
      CompletableFuture<Probation> second = CompletableFuture.supplyAsync(Probation::begin);
      beside.passed();
      Thread.sleep(300);
      assertThat(second).as("waits").isNotDone();
      first.passed();
      try (Probation next = second.get(10, TimeUnit.SECONDS)) {
        first.passed();
        CompletableFuture<Probation> third = CompletableFuture.supplyAsync(Probation::begin);
        Thread.sleep(300);
        assertThat(third).as("the first has passed but once").isNotDone();
        next.passed();
        third.get(10, TimeUnit.SECONDS).close();
      }
    }
  }
}
