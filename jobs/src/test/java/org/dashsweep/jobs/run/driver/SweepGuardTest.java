package org.dashsweep.jobs.run.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.dashsweep.jobs.run.protocol.StopRules;
import org.dashsweep.jobs.run.protocol.TrialSummary;
import org.dashsweep.trial.FailureClass;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SweepGuardTest {
  @Test
  void soManyFailuresStopTheRun() {
    SweepGuard guard = new SweepGuard(new StopRules(OptionalInt.of(2), true));
    guard.ended(end("a", FailureClass.DIVERGED));
    guard.ended(end("b", null));
    assertThat(guard.verdict()).isEmpty();
    guard.ended(end("c", FailureClass.OUT_OF_MEMORY));
    assertThat(guard.verdict().orElseThrow())
        .isEqualTo("2 trials failed (--fail-fast), the last one of c: OUT_OF_MEMORY: why");
  }

  @Test
  void theCanarysMistakesAreTakenForEverybodys() {
    SweepGuard guard = new SweepGuard(new StopRules(OptionalInt.empty(), true));
    guard.sendAhead("a");
    guard.ended(end("b", FailureClass.BAD_INPUT));
    assertThat(guard.verdict()).as("not the canary").isEmpty();
    guard.ended(end("a", FailureClass.BAD_INPUT));
    assertThat(guard.verdict().orElseThrow()).contains("of a: BAD_INPUT: why", "--no-canary");
  }

  @Test
  void whatDependsOnTheTrialStopsNothing() {
    SweepGuard guard = new SweepGuard(new StopRules(OptionalInt.empty(), true));
    guard.sendAhead("a");
    guard.ended(end("a", FailureClass.DIVERGED));
    assertThat(guard.verdict()).isEmpty();
    guard.sendAhead("b");
    guard.release();
    guard.ended(end("b", FailureClass.BAD_INPUT));
    assertThat(guard.verdict()).isEmpty();
  }

  private static TrialSummary end(String id, @Nullable FailureClass failure) {
    return new TrialSummary(id, "of " + id, failure, failure == null ? null : "why");
  }
}
