package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SharedRunnerTest {
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void close() {
    SharedRunner.close();
  }

  @Test
  void allTrialsShareOneRunner() {
    TrialRunner first = SharedRunner.use(Counting::new, runner -> runner);
    TrialRunner second = SharedRunner.use(Counting::new, runner -> runner);
    assertThat(second).isSameAs(first);
    SharedRunner.close();
    assertThat(closed).hasValue(1);
    assertThat(SharedRunner.<TrialRunner>use(Counting::new, runner -> runner)).isNotSameAs(first);
  }

  @Test
  void aRunnerInUseIsClosedByItsLastTrial() {
    SharedRunner.use(
        Counting::new,
        runner -> {
          SharedRunner.close();
          assertThat(closed).hasValue(0);
          return runner;
        });
    assertThat(closed).hasValue(1);
  }

  private final class Counting implements TrialRunner {
    @Override
    public TrialResult run(TrialRequest request, TrialListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
