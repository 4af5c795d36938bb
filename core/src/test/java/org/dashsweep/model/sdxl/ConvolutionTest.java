package org.dashsweep.model.sdxl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions of both kinds, and their gradients, against the sum that defines them. */
@Tag("native")
final class ConvolutionTest {
  private static final int IMAGES = 2;
  private static final int INPUTS = 3;

  ConvolutionTest() {
    Torch.prepareThread(1);
  }

  /** Up to 64 outputs and 2 x 2 pixels (16 bits: 4 x 4), the weight outweighs the pixels. */
  @ParameterizedTest
  @CsvSource({
    "64, 2, 2, FLOAT32, 1e-4",
    "64, 1, 3, FLOAT32, 1e-4",
    "64, 4, 5, FLOAT32, 1e-4",
    "8, 2, 2, FLOAT32, 1e-4",
    "64, 4, 4, FLOAT16, 5e-2",
    "8, 4, 4, FLOAT16, 5e-2"
  })
  void isTheSumOverPatches(
      int outputs, int height, int width, Precision precision, double tolerance) {
    Random random = new Random(7);
    float[] x = normal(random, IMAGES * INPUTS * height * width);
    float[] weight = normal(random, outputs * INPUTS * 9);
    float[] bias = normal(random, outputs);
    float[] upstream = normal(random, IMAGES * outputs * height * width);
    float[] expected = new float[upstream.length];
    float[] gradient = new float[x.length];
    for (int b = 0; b < IMAGES; b++) {
      for (int o = 0; o < outputs; o++) {
        for (int i = 0; i < height; i++) {
          for (int j = 0; j < width; j++) {
            int to = ((b * outputs + o) * height + i) * width + j;
            double sum = bias[o];
            for (int c = 0; c < INPUTS; c++) {
              for (int di = Math.max(0, 1 - i); di < Math.min(3, height + 1 - i); di++) {
                for (int dj = Math.max(0, 1 - j); dj < Math.min(3, width + 1 - j); dj++) {
                  int from = ((b * INPUTS + c) * height + i + di - 1) * width + j + dj - 1;
                  float factor = weight[((o * INPUTS + c) * 3 + di) * 3 + dj];
                  sum += factor * x[from];
                  gradient[from] += factor * upstream[to];
                }
              }
            }
            expected[to] = (float) sum;
          }
        }
      }
    }

    try (TensorScope scope = TensorScope.open();
        ScriptModule script =
            ScriptModule.compile(
                scope,
                "Convolutions",
                List.of(
                    "/org/dashsweep/model/sdxl/convolution.py", "/org/dashsweep/model/sdxl/vae.py"),
                Map.of("groups", 1, "norm_epsilon", 1e-6))) {
      Tensor given = scope.floats(x, IMAGES, INPUTS, height, width).recordGradient();
      Map<String, Tensor> weights =
          Map.of(
              "conv_in.weight",
              scope.floats(weight, outputs, INPUTS, 3, 3).converted(precision),
              "conv_in.bias",
              scope.floats(bias, outputs).converted(precision));
      Tensor y =
          script
              .differentiate(scope, "input", new Arguments().tensor(given).dictionary("p", weights))
              .get(0);
      assertThat(y.floats()).containsExactly(expected, within((float) tolerance));
      Autograd.backward(y, scope.floats(upstream, IMAGES, outputs, height, width));
      assertThat(Objects.requireNonNull(given.gradient()).floats())
          .containsExactly(gradient, within((float) tolerance));
    }
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
