package org.dashsweep.benchmark;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.List;
import java.util.OptionalDouble;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.junit.jupiter.api.Test;

/** Settings that cannot be measured. */
final class BenchmarkSettingsTest {
  private static final LoraDash DASH =
      new LoraDash(
          new Lora(2, 4, 0, TargetModules.all()), 2, 1, 1e-6, DirectionLaunchCount.UPDATES);

  @Test
  void theLaunchIsNotMeasured() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(DASH, 0.1, 1, 1))
        .withMessage(
            "warm-up-steps must be at least 2 with lora-dash, or its launch would be measured: 1");
    assertThatNoException().isThrownBy(() -> settings(DASH, 0.1, 2, 1));
    assertThatNoException().isThrownBy(() -> settings(new HeadOnly(), 0.1, 0, 1));
  }

  @Test
  void numbersHaveTheirRanges() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(new HeadOnly(), 1, 1, 1))
        .withMessage("hidden-dropout must be in [0, 1): 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(new HeadOnly(), 0, 1, 0))
        .withMessage("threads must be at least 1: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Workload.RandomTokens(0, 32))
        .withMessage("batch-size must be at least 1: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Workload.RandomTokens(32, 0))
        .withMessage("length must be at least 1: 0");
  }

  private static BenchmarkSettings settings(
      Method method, double hiddenDropout, int warmUpSteps, int threads) {
    return new BenchmarkSettings(
        new BenchmarkedEncoder(
            "minilm",
            List.of(method),
            new Workload.RandomTokens(32, 32),
            OptionalDouble.of(hiddenDropout),
            OptionalDouble.empty()),
        BenchmarkPrecision.FLOAT32,
        20,
        warmUpSteps,
        threads,
        1);
  }
}
