package org.dashsweep.model.sdxl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.Activations;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("native")
final class DenoiserTest {
  private static final TargetModules ATTENTION =
      new TargetModules(List.of("to_q", "to_k", "to_v", "to_out.0"));

  private final TensorScope scope;

  DenoiserTest() {
    Torch.prepareThread(1);
    this.scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static UnetModel load(Precision precision) {
    return UnetModel.load(MicroSdxl.unetWeights(), MicroSdxl.unetConfig(), precision, Device.cpu());
  }

  /** Adapters that are not at their start: B is not zero. */
  private AdapterSet adapters(UnetModel base, Method method) {
    AdapterSet adapters = new AdapterSet(scope);
    method.attach(adapters, base, 7);
    for (LinearLayer layer : adapters.layers()) {
      Tensor b = adapters.get(layer, Lora.B);
      float[] values = b.floats();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.sin(i + layer.block()) * 0.1f;
      }
      b.set(values);
    }
    return adapters;
  }

  private Map<String, float[]> gradients(AdapterSet adapters) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    adapters
        .trainedByName()
        .forEach(
            (name, tensor) -> {
              try (Tensor gradient = Objects.requireNonNull(tensor.gradient(), name)) {
                gradients.put(name, gradient.floats());
              }
            });
    return gradients;
  }

  private Map<String, float[]> gradients(
      UnetModel base, TargetModules targets, double dropout, Activations activations) {
    Method method = new Lora(2, 4, dropout, targets);
    AdapterSet adapters = adapters(base, method);
    try (Denoiser denoiser = new Denoiser(scope, base, adapters, dropout, activations)) {
      denoiser.accumulate(MicroSdxl.batch(scope), 2, DropoutSeeds.training(3, 5));
    }
    return gradients(adapters);
  }

  @Test
  void recomputedActivationsGiveTheSameGradientsToTheBit() {
    try (UnetModel base = load(Precision.FLOAT32)) {
      Map<String, float[]> kept = gradients(base, ATTENTION, 0.2, Activations.KEPT);
      Map<String, float[]> recomputed = gradients(base, ATTENTION, 0.2, Activations.RECOMPUTED);

      assertThat(kept).hasSize(2 * 8 * 10);
      kept.forEach((name, values) -> assertThat(recomputed.get(name)).as(name).isEqualTo(values));
      assertThat(kept.values()).allSatisfy(values -> assertThat(norm(values)).isPositive());
    }
  }

  @Test
  void imagesAddUp() {
    try (UnetModel base = load(Precision.FLOAT32)) {
      Map<String, float[]> together = gradients(base, ATTENTION, 0, Activations.KEPT);
      AdapterSet adapters = adapters(base, new Lora(2, 4, 0, ATTENTION));
      double loss = 0;
      double whole;
      try (Denoiser denoiser = new Denoiser(scope, base, adapters, 0, Activations.KEPT)) {
        NoisyBatch both = MicroSdxl.batch(scope);
        double[] errors = denoiser.errors(both);
        whole = (errors[0] + 0.5 * errors[1]) / 2;
        for (int image = 0; image < 2; image++) {
          loss +=
              denoiser
                  .accumulate(MicroSdxl.single(both, image), 2, DropoutSeeds.training(3, 5))
                  .loss();
        }
      }

      assertThat(loss).isCloseTo(whole, within(1e-6));
      gradients(adapters)
          .forEach(
              (name, values) ->
                  assertThat(distance(values, Objects.requireNonNull(together.get(name))))
                      .as(name)
                      .isLessThan(1e-5));
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT16, 0.01", "BFLOAT16, 0.1"})
  void halfPrecisionIsCloseToSingle(Precision precision, double tolerance) {
    try (UnetModel single = load(Precision.FLOAT32);
        UnetModel half = load(precision)) {
      Map<String, float[]> exact = gradients(single, ATTENTION, 0, Activations.KEPT);
      Map<String, float[]> rounded = gradients(half, ATTENTION, 0, Activations.RECOMPUTED);

      assertThat(distance(all(rounded), all(exact))).isLessThan(tolerance);
    }
  }

  /** Every kind of adapted layer. */
  @Test
  void mergedWeightsPredictTheSame() {
    Method method = new Lora(2, 4, 0, TargetModules.all());
    try (UnetModel base = load(Precision.FLOAT32)) {
      AdapterSet adapters = adapters(base, method);
      assertThat(adapters.layers()).hasSize(base.linearLayers().size()).hasSize(114);
      TreeMap<String, StoredTensor> merged = new TreeMap<>(MicroSdxl.unetWeights().tensors());
      for (LinearLayer layer : adapters.layers()) {
        String name = base.checkpointName(layer) + ".weight";
        float[] sum = Objects.requireNonNull(merged.get(name)).toFloats();
        float[] change = method.weightChange(scope, adapters, base, layer).floats();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += change[i];
        }
        merged.put(name, stored(sum, Objects.requireNonNull(merged.get(name)).shape()));
      }
      float[] adapted = predict(base, adapters);
      try (UnetModel whole =
          UnetModel.load(
              new Checkpoint("merged", merged, Map.of()),
              MicroSdxl.unetConfig(),
              Precision.FLOAT32,
              Device.cpu())) {
        float[] own = predict(whole, new AdapterSet(scope));

        assertThat(distance(adapted, own)).isLessThan(1e-5);
        assertThat(distance(predict(base, new AdapterSet(scope)), own)).isGreaterThan(1e-2);
      }
    }
  }

  private float[] predict(UnetModel base, AdapterSet adapters) {
    try (Denoiser denoiser = new Denoiser(scope, base, adapters, 0, Activations.KEPT)) {
      NoisyBatch batch = MicroSdxl.batch(scope);
      return denoiser
          .predict(scope, batch.noisy(), batch.timesteps(), batch.conditioning())
          .floats();
    }
  }

  @Test
  void adaptersAtTheirStartChangeNothing() {
    try (UnetModel base = load(Precision.FLOAT32)) {
      AdapterSet adapters = new AdapterSet(scope);
      new Lora(2, 4, 0, ATTENTION).attach(adapters, base, 1);

      assertThat(predict(base, adapters)).isEqualTo(predict(base, new AdapterSet(scope)));
    }
  }

  @Test
  void refusesLatentsThatCannotBeHalved() {
    try (UnetModel base = load(Precision.FLOAT32);
        Denoiser denoiser = new Denoiser(scope, base, new AdapterSet(scope), 0, Activations.KEPT)) {
      Conditioning both = MicroSdxl.conditioning(scope);

      assertThatThrownBy(() -> denoiser.predict(scope, scope.zeros(2, 4, 8, 6), new float[2], both))
          .hasMessage("height and width of latents must be multiples of 4 for this U-Net: 8 and 6");
      assertThatThrownBy(
              () -> denoiser.accumulate(MicroSdxl.batch(scope), 2, DropoutSeeds.EVALUATION))
          .hasMessage("without adapters nothing of the U-Net trains");
    }
  }

  private static StoredTensor stored(float[] values, List<Long> shape) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(ElementType.FLOAT32, shape, bytes);
  }

  private static float[] all(Map<String, float[]> parts) {
    List<Float> values = new ArrayList<>();
    parts
        .values()
        .forEach(
            part -> {
              for (float value : part) {
                values.add(value);
              }
            });
    float[] joined = new float[values.size()];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = values.get(i);
    }
    return joined;
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** Norm of the difference over the norm of the second. */
  private static double distance(float[] one, float[] other) {
    float[] difference = new float[one.length];
    for (int i = 0; i < one.length; i++) {
      difference[i] = one[i] - other[i];
    }
    return norm(difference) / norm(other);
  }
}
