package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProbationTest {
  @Test
  void oneAtATimeUntilItIsFurther() throws Exception {
    try (Quarantine first = Quarantine.begin();
        Quarantine beside = Quarantine.none()) {
      CompletableFuture<Quarantine> second = CompletableFuture.supplyAsync(Quarantine::begin);
      beside.passed();
      Thread.sleep(300);
      assertThat(second).as("waits").isNotDone();
      first.passed();
      try (Quarantine next = second.get(10, TimeUnit.SECONDS)) {
        first.passed();
        CompletableFuture<Quarantine> third = CompletableFuture.supplyAsync(Quarantine::begin);
        Thread.sleep(300);
        assertThat(third).as("the first has passed but once").isNotDone();
        next.passed();
        third.get(10, TimeUnit.SECONDS).close();
      }
    }
  }
}
