package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fused optimiser against the paper's formulas in double precision. */
@Tag("native")
class AdamWTest {
  private static final float[] WEIGHT = {0.5f, -1.25f, 2, 0.001f};
  private static final float[] BIAS = {-0.75f, 3};

  private final TensorScope scope = TensorScope.open();

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void agreesWithTheFormulasOverSeveralUpdates() {
    // Gradients of norm 4.6 down to 0.05: some updates are clipped, others not.
    AdamWSettings settings = new AdamWSettings(0.8, 0.95, 1e-6, 0.1, 1.5);
    Tensor weight = scope.floats(WEIGHT, 2, 2).recordGradient();
    Tensor bias = scope.floats(BIAS, 2).recordGradient();
    Reference weightReference = new Reference(WEIGHT, settings.weightDecay());
    Reference biasReference = new Reference(BIAS, 0);
    try (AdamW optimizer = new AdamW(scope, settings)) {
      optimizer.track(Map.of("dense.weight", weight));
      optimizer.track(Map.of("dense.bias", bias));
      for (int step = 1; step <= 12; step++) {
        double rate = 0.1 / step;
        float[] weightGradient = {4f / step, -2f / step, 0.25f * step, (float) Math.sin(step)};
        float[] biasGradient = {0.5f * step - 3, -1f / step};
        if (step > 8) {
          scale(weightGradient, 0.02f);
          scale(biasGradient, 0.02f);
        }
        double norm = norm(weightGradient, biasGradient);
        giveGradient(weight, weightGradient);
        giveGradient(bias, biasGradient);

        assertThat(optimizer.update(rate)).isCloseTo(norm, within(1e-6 * norm));

        double factor = Math.min(1, settings.largestGradientNorm() / (norm + 1e-6));
        weightReference.update(weightGradient, factor, rate, settings);
        biasReference.update(biasGradient, factor, rate, settings);
        weightReference.assertClose(weight);
        biasReference.assertClose(bias);
      }
    }
  }

  @Test
  void gradientsAreClearedAfterAnUpdate() {
    Tensor weight = scope.floats(WEIGHT, 4).recordGradient();
    try (AdamW optimizer = new AdamW(scope, new AdamWSettings(0.9, 0.999, 1e-8, 0, 0))) {
      optimizer.track(Map.of("weight", weight));
      giveGradient(weight, new float[] {1, 2, 3, 4});
      optimizer.update(0.1);
      try (Tensor gradient = Objects.requireNonNull(weight.gradient())) {
        assertThat(gradient.floats()).containsOnly(0);
      }
    }
  }

  @Test
  void withoutALimitNothingIsClipped() {
    Tensor weight = scope.floats(new float[] {1, 1}, 2).recordGradient();
    try (AdamW optimizer = new AdamW(scope, new AdamWSettings(0, 0, 1, 0, 0))) {
      optimizer.track(Map.of("weight", weight));
      giveGradient(weight, new float[] {300, 400});
      assertThat(optimizer.update(0.5)).isCloseTo(500, within(1e-3));
      // With both decays 0 an update is rate g / (|g| + 1).
      assertThat(weight.floats())
          .containsExactly(new float[] {1 - 0.5f * 300 / 301, 1 - 0.5f * 400 / 401}, within(1e-6f));
    }
  }

  @Test
  void aTensorThatJoinsLaterCountsItsOwnSteps() {
    Tensor early = scope.floats(new float[] {1}, 1).recordGradient();
    Tensor late = scope.floats(new float[] {1}, 1).recordGradient();
    try (AdamW optimizer = new AdamW(scope, new AdamWSettings(0.9, 0.999, 1e-8, 0, 0))) {
      optimizer.track(Map.of("early", early));
      for (int i = 0; i < 5; i++) {
        giveGradient(early, new float[] {1});
        optimizer.update(0.01);
      }
      optimizer.track(Map.of("early", early, "late", late));
      giveGradient(early, new float[] {1});
      giveGradient(late, new float[] {-3});
      optimizer.update(0.01);
      // A first update moves by the rate, whatever the gradient: its bias correction is of step 1.
      assertThat(late.floats()[0]).isCloseTo(1.01f, within(1e-6f));
      List<Float> steps = new ArrayList<>();
      optimizer.slots().forEach((name, slot) -> steps.add(slot.steps().floats()[0]));
      assertThat(steps).containsExactly(6f, 1f);
    }
  }

  @Test
  void gradientsThatAreNotFiniteUpdateNothing() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Tensor weight = scope.floats(WEIGHT, 4).recordGradient();
      try (AdamW optimizer = new AdamW(scope, new AdamWSettings(0.9, 0.999, 1e-8, 0.1, 1))) {
        optimizer.track(Map.of("weight", weight));
        giveGradient(weight, new float[] {1, bad, 1, 1});
        assertThat(optimizer.update(0.1)).isNotFinite();
        assertThat(weight.floats()).containsExactly(WEIGHT);
      }
    }
  }

  @Test
  void refusesWhatIsNoSetting() {
    assertThatThrownBy(() -> new AdamWSettings(1, 0.9, 1e-8, 0, 0))
        .hasMessageStartingWith("adam-beta1 and adam-beta2 must be in [0, 1): 1.0, 0.9");
    assertThatThrownBy(() -> new AdamWSettings(0.9, Double.NaN, 1e-8, 0, 0))
        .hasMessageStartingWith("adam-beta1 and adam-beta2 must be in [0, 1)");
    assertThatThrownBy(() -> new AdamWSettings(0.9, 0.9, 0, 0, 0))
        .hasMessageStartingWith("adam-epsilon must be above 0");
  }

  /** AdamW (Loshchilov and Hutter, 2019, algorithm 2) of one tensor. */
  private static final class Reference {
    private final double[] values;
    private final double[] first;
    private final double[] second;
    private final double decay;
    private int steps;

    Reference(float[] values, double decay) {
      this.values = new double[values.length];
      Arrays.setAll(this.values, i -> values[i]);
      this.first = new double[values.length];
      this.second = new double[values.length];
      this.decay = decay;
    }

    void update(float[] gradient, double factor, double rate, AdamWSettings settings) {
      steps++;
      for (int i = 0; i < values.length; i++) {
        double g = gradient[i] * factor;
        values[i] -= rate * decay * values[i];
        first[i] = settings.beta1() * first[i] + (1 - settings.beta1()) * g;
        second[i] = settings.beta2() * second[i] + (1 - settings.beta2()) * g * g;
        double m = first[i] / (1 - Math.pow(settings.beta1(), steps));
        double v = second[i] / (1 - Math.pow(settings.beta2(), steps));
        values[i] -= rate * m / (Math.sqrt(v) + settings.epsilon());
      }
    }

    /** To some roundings of float32, which add up over the updates. */
    void assertClose(Tensor tensor) {
      float[] actual = tensor.floats();
      for (int i = 0; i < values.length; i++) {
        assertThat((double) actual[i])
            .as("element %d after update %d", i, steps)
            .isCloseTo(values[i], within(2e-6));
      }
    }
  }

  private static double norm(float[]... gradients) {
    double squares = 0;
    for (float[] gradient : gradients) {
      for (float g : gradient) {
        squares += (double) g * g;
      }
    }
    return Math.sqrt(squares);
  }

  private static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  /** The gradient of the sum of g times the parameter is g. */
  private void giveGradient(Tensor parameter, float[] gradient) {
    try (TensorScope work = scope.child();
        ScriptModule script =
            ScriptModule.compile(
                work, "Probe", List.of("/org/dashsweep/train/probe.py"), Map.of())) {
      Tensor loss =
          script
              .differentiate(
                  work,
                  "weighted_sum",
                  new Arguments()
                      .tensor(parameter)
                      .tensor(work.floats(gradient, parameter.shape())))
              .get(0);
      Autograd.backward(loss);
    }
  }
}
