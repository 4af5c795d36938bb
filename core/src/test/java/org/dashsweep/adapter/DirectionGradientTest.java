package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gradient of Δσ through a whole model. */
@Tag("native")
class DirectionGradientTest {
  private static final List<EncodedExample> EXAMPLES = TinyBert.examples(8);
  private static final int DIRECTIONS = 4;
  private static final LoraDash DASH =
      new LoraDash(
          new Lora(2, 4, 0, TargetModules.all()),
          DIRECTIONS,
          1,
          1e-6,
          DirectionLaunchCount.UPDATES);

  private BertModel base = TinyBert.load();
  private EncoderClassifier model = launched(base);

  private static EncoderClassifier launched(BertModel base) {
    Torch.prepareThread(1);
    EncoderClassifier model = TinyBert.classifier(base, DASH);
    TinyBert.randomise(model);
    DASH.beforeForward(model.adapters(), base, TrainingClock.at(1, 1));
    TinyBert.randomise(model);
    return model;
  }

  @AfterEach
  void close() {
    model.close();
    base.close();
  }

  /**
   * The loss is of order 1 in float32, so a difference of two losses is off by about 1e-7 and the
   * quotient with h = 0.02 by 1e-5; what h² f''' / 6 adds is about as much.
   */
  @Test
  void agreesWithFiniteDifferences() {
    double h = 0.02;
    TinyBert.accumulate(model, EXAMPLES, 8);
    Map<String, float[]> gradients = TinyBert.gradients(model);
    for (LinearLayer layer : base.linearLayers()) {
      Tensor delta = model.adapters().get(layer, LoraDash.DELTA);
      float[] gradient = Objects.requireNonNull(gradients.get(layer.name() + ".delta_sigma"));
      float[] values = delta.floats();
      for (int i = 0; i < DIRECTIONS; i++) {
        double above = lossWith(delta, values, i, h);
        double below = lossWith(delta, values, i, -h);
        assertThat((double) gradient[i])
            .as("%s, direction %d", layer.name(), i)
            .isCloseTo((above - below) / (2 * h), within(1e-4));
      }
      delta.set(values);
    }
  }

  /** ∂L/∂Δσᵢ = uᵢᵀ G vᵢ with G the gradient of W, which adds to the same output. */
  @Test
  void isTheWeightGradientAlongTheDirection() {
    LinearLayer layer =
        base.linearLayers().stream()
            .filter(candidate -> candidate.name().equals("1.output.dense"))
            .findFirst()
            .orElseThrow();
    Tensor weight =
        Objects.requireNonNull(base.frozenTensors().get("encoder.layer.1.output.dense.weight"));
    weight.recordGradient();
    TinyBert.accumulate(model, EXAMPLES, 8);
    float[] g = TinyBert.gradient(weight);
    float[] left = model.adapters().get(layer, LoraDash.LEFT).floats();
    float[] right = model.adapters().get(layer, LoraDash.RIGHT).floats();
    float[] expected = new float[DIRECTIONS];
    for (int i = 0; i < DIRECTIONS; i++) {
      double sum = 0;
      for (int row = 0; row < layer.outputs(); row++) {
        for (int column = 0; column < layer.inputs(); column++) {
          sum +=
              (double) left[row * DIRECTIONS + i]
                  * g[row * layer.inputs() + column]
                  * right[i * layer.inputs() + column];
        }
      }
      expected[i] = (float) sum;
    }
    assertThat(
            Differences.relative(
                TinyBert.gradient(model.adapters().get(layer, LoraDash.DELTA)), expected))
        .isLessThan(1e-5);
  }

  private double lossWith(Tensor delta, float[] values, int index, double change) {
    float[] changed = values.clone();
    changed[index] += (float) change;
    delta.set(changed);
    return TinyBert.accumulate(model, EXAMPLES, 8);
  }
}
