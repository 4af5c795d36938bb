package org.dashsweep.model.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.Activations;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each family of decoders keeps what holds for LLaMA. */
@Tag("native")
final class DecoderFamiliesTest {
  private static final Lora LORA = new Lora(2, 4, 0, TargetModules.all());

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  @Test
  void refusesAFamilyThatIsNotListed() {
    assertThatThrownBy(
            () ->
                DecoderFamilies.read(
                    "some/config.json", new JsonMapper().readTree("{\"model_type\": \"gemma\"}")))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "some/config.json is not usable: model_type must be one of llama, mistral, qwen2, qwen3: \"gemma\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TinyDecoder.MISTRAL,
        TinyDecoder.QWEN2,
        TinyDecoder.QWEN3,
        TinyDecoder.QWEN3_BIASED
      })
  void blockByBlockEqualsTheWholeGraph(String name) {
    TinyDecoder tiny = TinyDecoder.of(name);
    CausalBatch batch = CausalBatch.of(tiny.sequences(5));
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = tiny.load(Precision.FLOAT32)) {
      Map<String, float[]> expected;
      double loss;
      try (DecoderLanguageModel model =
          new DecoderLanguageModel(scope, base, adapters(scope, base, LORA), 0)) {
        Tensor logits = model.inspect(scope, batch, new ArrayList<>());
        Tensor mean = model.loss(scope, logits, batch, batch.predicted());
        Autograd.backward(mean);
        loss = mean.scalar();
        expected = gradients(model.adapters());
      }
      for (Activations activations : Activations.values()) {
        try (DecoderLanguageModel model =
            new DecoderLanguageModel(
                scope, base, adapters(scope, base, LORA), 0, new TrainingMemory(activations, 7))) {
          double own = model.accumulate(batch, batch.predicted(), DropoutSeeds.EVALUATION).loss();
          assertThat(own).isCloseTo(loss, within(2e-6));
          Differences.assertClose(gradients(model.adapters()), expected, 5e-5);
        }
      }
    }
  }

  /** Biases are neither scaled by DoRA nor part of a weight's change. */
  @ParameterizedTest
  @CsvSource({
    TinyDecoder.MISTRAL + ",false",
    TinyDecoder.QWEN2 + ",false",
    TinyDecoder.QWEN2 + ",true",
    TinyDecoder.QWEN3 + ",false",
    TinyDecoder.QWEN3_BIASED + ",true"
  })
  void anAdaptedModelEqualsTheMergedOne(String name, boolean rescaled) {
    TinyDecoder tiny = TinyDecoder.of(name);
    Method method = rescaled ? new Dora(LORA) : LORA;
    TreeMap<String, StoredTensor> merged = new TreeMap<>();
    tiny.directory()
        .checkpoint()
        .tensors()
        .forEach((tensor, stored) -> merged.put(tensor, floats(stored, new float[0])));
    CausalBatch batch = CausalBatch.of(tiny.sequences(4));
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = tiny.load(Precision.FLOAT32)) {
      AdapterSet adapters = adapters(scope, base, method);
      for (LinearLayer layer : adapters.layers()) {
        merged.computeIfPresent(
            base.checkpointName(layer) + ".weight",
            (weight, stored) ->
                floats(stored, method.weightChange(scope, adapters, base, layer).floats()));
      }
      float[] adapted = logits(scope, base, adapters, batch);
      try (DecoderModel other = tiny.load(merged)) {
        Differences.assertClose(
            Map.of("logits", adapted),
            Map.of("logits", logits(scope, other, new AdapterSet(scope), batch)),
            1e-4);
      }
      float[] frozen = logits(scope, base, new AdapterSet(scope), batch);
      assertThat(Math.abs(frozen[0] - adapted[0])).as("the adapters do something").isPositive();
    }
  }

  /** The frozen products are rounded, biases with them; what the window hides stays hidden. */
  @ParameterizedTest
  @ValueSource(strings = {TinyDecoder.MISTRAL, TinyDecoder.QWEN2, TinyDecoder.QWEN3_BIASED})
  void trainsOnABaseInBfloat16(String name) {
    TinyDecoder tiny = TinyDecoder.of(name);
    CausalBatch batch = CausalBatch.of(tiny.sequences(5));
    double[] losses = new double[2];
    try (TensorScope scope = TensorScope.open();
        DecoderModel whole = tiny.load(Precision.FLOAT32);
        DecoderModel half = tiny.load(Precision.BFLOAT16)) {
      DecoderModel[] bases = {whole, half};
      for (int i = 0; i < bases.length; i++) {
        try (DecoderLanguageModel model =
            new DecoderLanguageModel(scope, bases[i], adapters(scope, bases[i], LORA), 0)) {
          losses[i] = model.accumulate(batch, batch.predicted(), DropoutSeeds.EVALUATION).loss();
        }
      }
    }
    assertThat(losses[1]).isNotEqualTo(losses[0]).isCloseTo(losses[0], within(0.1));
  }

  private static AdapterSet adapters(TensorScope scope, DecoderModel base, Method method) {
    AdapterSet adapters = new AdapterSet(scope);
    method.attach(adapters, base, 5);
    Random random = new Random(3);
    for (LinearLayer layer : adapters.layers()) {
      Tensor b = adapters.get(layer, Lora.B);
      float[] values = new float[(int) b.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.2 * random.nextGaussian());
      }
      b.set(values);
    }
    return adapters;
  }

  private static Map<String, float[]> gradients(AdapterSet adapters) {
    Map<String, float[]> gradients = new TreeMap<>();
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

  private static float[] logits(
      TensorScope scope, DecoderModel base, AdapterSet adapters, CausalBatch batch) {
    try (DecoderLanguageModel model = new DecoderLanguageModel(scope, base, adapters, 0)) {
      return model.logits(scope, batch).floats();
    }
  }

  /** A tensor in float32, with a change added to it. */
  private static StoredTensor floats(StoredTensor stored, float[] change) {
    float[] values = stored.toFloats();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      bytes.putFloat(change.length == 0 ? values[i] : values[i] + change[i]);
    }
    return new StoredTensor(ElementType.FLOAT32, stored.shape(), bytes.flip());
  }
}
