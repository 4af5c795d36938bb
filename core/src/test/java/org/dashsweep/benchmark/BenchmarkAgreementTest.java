package org.dashsweep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchmarkAgreementTest {
  @Test
  void theWorstOfAllPaddedLayoutsCounts() {
    BenchmarkAgreement agreement = agreement(-2.5f, 1.25f);
    assertThat(agreement).isEqualTo(new BenchmarkAgreement(1, 2, 0.75));
    assertThat(agreement.require(0.375)).isSameAs(agreement);
    assertThatThrownBy(() -> agreement.require(0.37))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Padded batches have other logits than packed ones: they differ by 0.75 of 2.0");
  }

  @Test
  void whatIsNoNumberAgreesWithNothing() {
    BenchmarkAgreement agreement = agreement(Float.NaN, 1);
    assertThat(agreement.largestDifference()).isNaN();
    assertThatThrownBy(() -> agreement.require(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void logitsOfAnotherNumberAreNoComparison() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BenchmarkAgreement.of(
                    1,
                    Map.of(
                        Workload.Layout.PACKED, new float[2],
                        Workload.Layout.PADDED, new float[3])))
        .withMessage("2 logits against 3");
  }

  /** Packed −2 and 1. */
  private static BenchmarkAgreement agreement(float first, float second) {
    return BenchmarkAgreement.of(
        1,
        Map.of(
            Workload.Layout.PACKED, new float[] {-2, 1},
            Workload.Layout.PADDED, new float[] {first, 1},
            Workload.Layout.PADDED_TO_MAXIMUM, new float[] {-2, second + 0.5f}));
  }
}
