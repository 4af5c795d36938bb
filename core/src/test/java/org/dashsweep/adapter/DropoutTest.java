package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The masks of {@code linear.py}; the seeds are fixed, so nothing here fails by chance. */
@Tag("native")
class DropoutTest {
  private static final int LANES = 4;
  private static final int DRAWS = 250_000;
  private static final int ELEMENTS = LANES * DRAWS;

  /** Five standard deviations of a rate measured on one lane, at its largest. */
  private static final double CHANCE = 5 * 0.5 / Math.sqrt(DRAWS);

  private final TensorScope scope = TensorScope.open();
  private final ScriptModule script =
      ScriptModule.compile(
          scope,
          "Probe",
          List.of("/org/dashsweep/adapter/linear.py", "/org/dashsweep/adapter/probe.py"),
          Map.of("adapter_dropout", 0.0, "onednn", false));

  @BeforeEach
  void prepare() {
    Torch.prepareThread(1);
  }

  @AfterEach
  void close() {
    script.close();
    scope.close();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.1, 0.5, 0.9})
  void allFourLanesDropAtTheRate(double rate) {
    float[] mask = mask(rate, 1);
    for (int lane = 0; lane < LANES; lane++) {
      int dropped = 0;
      for (int i = lane; i < ELEMENTS; i += LANES) {
        dropped += mask[i] == 0 ? 1 : 0;
      }
      assertThat((double) dropped / DRAWS).as("lane %d", lane).isCloseTo(rate, within(CHANCE));
    }
  }

  @Test
  void lanesAreIndependent() {
    float[] mask = mask(0.5, 2);
    for (int other = 1; other < LANES; other++) {
      int both = 0;
      for (int i = 0; i < ELEMENTS; i += LANES) {
        both += mask[i] == 0 && mask[i + other] == 0 ? 1 : 0;
      }
      assertThat((double) both / DRAWS).as("lanes 0 and %d", other).isCloseTo(0.25, within(CHANCE));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.1, 0.5})
  void theExpectationStays(double rate) {
    float[] mask = mask(rate, 3);
    double sum = 0;
    Set<Float> values = new HashSet<>();
    for (float value : mask) {
      sum += value;
      values.add(value);
    }
    assertThat(values).containsExactlyInAnyOrder(0f, (float) (1 / (1 - rate)));
    // The mean of a mask deviates by sqrt(p / (1 - p) / elements), here at most 0.001.
    assertThat(sum / ELEMENTS).isCloseTo(1, within(5e-3));
  }

  @Test
  void whatIsKeptIsScaledAndTheRestIsZero() {
    float[] values = {1, -2, 3, -4, 5, -6, 7, -8, 9};
    float[] dropped = masked(scope.floats(values, 3, 3), 0.5, 4);
    for (int i = 0; i < values.length; i++) {
      assertThat(dropped[i]).isIn(0f, -0f, 2 * values[i]);
    }
    assertThat(dropped).contains(0f).isNotEqualTo(new float[9]);
  }

  @Test
  void aSeedGivesItsMaskAgain() {
    assertThat(mask(0.3, 5)).isEqualTo(mask(0.3, 5));
    assertThat(mask(0.3, 6)).isNotEqualTo(mask(0.3, 5));
  }

  @Test
  void trialsPassesAndBlocksHaveMasksOfTheirOwn() {
    Set<Long> seeds = new HashSet<>();
    for (long trial = 0; trial < 20; trial++) {
      for (long pass = 0; pass < 20; pass++) {
        for (int call = 0; call < 20; call++) {
          long seed = DropoutSeeds.training(trial, pass).of(call);
          assertThat(seed).isNotNegative();
          seeds.add(seed);
        }
      }
    }
    assertThat(seeds).hasSize(20 * 20 * 20);
    // Neighbouring seeds give masks that agree on half of their elements, as chance has it.
    float[] mask = mask(0.5, DropoutSeeds.training(1, 1).of(0));
    for (long seed :
        new long[] {
          DropoutSeeds.training(2, 1).of(0),
          DropoutSeeds.training(1, 2).of(0),
          DropoutSeeds.training(1, 1).of(1)
        }) {
      float[] other = mask(0.5, seed);
      int equal = 0;
      for (int i = 0; i < ELEMENTS; i++) {
        equal += mask[i] == other[i] ? 1 : 0;
      }
      assertThat((double) equal / ELEMENTS).isCloseTo(0.5, within(CHANCE));
    }
  }

  @Test
  void evaluationDropsNothing() {
    assertThat(DropoutSeeds.EVALUATION.of(3)).isEqualTo(-1);
    assertThat(mask(0.9, -1)).containsOnly(1);
  }

  @Test
  void aRateOfZeroDropsNothing() {
    assertThat(mask(0, 7)).containsOnly(1);
  }

  @Test
  void bitsOfAGpuAreThoseOfJavasSplitMix() {
    long seed = 81_985_529_216_486_895L;
    SplittableRandom expected = new SplittableRandom(seed);
    try (TensorScope work = scope.child()) {
      long[] bits =
          script
              .evaluate(
                  work,
                  "split_mixed",
                  new Arguments().tensor(work.zeros(1000)).tensor(work.number(seed)))
              .get(0)
              .longs();
      assertThat(bits).hasSize(1000);
      for (long number : bits) {
        assertThat(number).isEqualTo(expected.nextLong());
      }
    }
  }

  /** What ones become. */
  private float[] mask(double rate, long seed) {
    float[] ones = new float[ELEMENTS];
    Arrays.fill(ones, 1);
    try (Tensor x = scope.floats(ones, ELEMENTS / 10, 10)) {
      return masked(x, rate, seed);
    }
  }

  private float[] masked(Tensor x, double rate, long seed) {
    try (TensorScope work = scope.child()) {
      return script
          .evaluate(
              work,
              "masked",
              new Arguments().tensor(x).tensor(work.scalar(rate)).tensor(work.number(seed)))
          .get(0)
          .floats();
    }
  }
}
