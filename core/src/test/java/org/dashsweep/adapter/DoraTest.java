package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** DoRA against its formula in double precision; {@code trace-dora} holds it against PEFT. */
@Tag("native")
class DoraTest {
  private static final Dora DORA = new Dora(new Lora(4, 10, 0, TargetModules.all()));
  private static final List<EncodedExample> EXAMPLES = TinyBert.examples(6);

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  @Test
  void magnitudesStartAsTheRowsNorms() {
    try (TensorScope scope = TensorScope.open();
        BertModel base = TinyBert.load();
        EncoderClassifier model = TinyBert.classifier(base, DORA)) {
      for (LinearLayer layer : base.linearLayers()) {
        float[] weight = base.weight(scope, layer).floats();
        float[] magnitudes = model.adapters().get(layer, Dora.MAGNITUDES).floats();
        for (int row = 0; row < layer.outputs(); row++) {
          assertThat((double) magnitudes[row])
              .isCloseTo(norm(weight, row, layer.inputs()), within(1e-6));
        }
      }
    }
  }

  @Test
  void theWeightChangeIsTheDenseFormula() {
    try (TensorScope scope = TensorScope.open();
        BertModel base = TinyBert.load();
        EncoderClassifier model = TinyBert.classifier(base, DORA)) {
      TinyBert.randomise(model);
      for (LinearLayer layer : base.linearLayers()) {
        Tensor change = DORA.weightChange(scope, model.adapters(), base, layer);
        float[] expected = dense(scope, base, model.adapters(), layer);
        assertThat(Differences.relative(change.floats(), expected))
            .as(layer.name())
            .isLessThan(2e-6);
      }
    }
  }

  /** W Aᵀ is computed and rounded in bfloat16; that is a small part of the norm. */
  @Test
  void theNormIsRightForABaseInBfloat16() {
    try (TensorScope scope = TensorScope.open();
        BertModel base = TinyBert.load(Precision.BFLOAT16);
        EncoderClassifier model = TinyBert.classifier(base, DORA)) {
      TinyBert.randomise(model);
      for (LinearLayer layer : base.linearLayers()) {
        Tensor change = DORA.weightChange(scope, model.adapters(), base, layer);
        float[] expected = dense(scope, base, model.adapters(), layer);
        assertThat(Differences.relative(change.floats(), expected))
            .as(layer.name())
            .isLessThan(2e-3);
      }
    }
  }

  @Test
  void aFreshAdapterLeavesABaseInBfloat16AsItIsToTheBit() {
    try (BertModel base = TinyBert.load(Precision.BFLOAT16);
        EncoderClassifier plain = TinyBert.classifier(base, new HeadOnly());
        EncoderClassifier adapted = TinyBert.classifier(base, DORA)) {
      assertThat(TinyBert.logits(adapted, EXAMPLES)).isEqualTo(TinyBert.logits(plain, EXAMPLES));
    }
  }

  @Test
  void aRowOfZerosStaysOneWithFiniteGradients() {
    String name = "encoder.layer.1.output.dense.weight";
    Checkpoint checkpoint = TinyBert.checkpoint();
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
    float[] weight = checkpoint.tensor(name).toFloats();
    Arrays.fill(weight, 0, TinyBert.INTERMEDIATE, 0);
    tensors.put(name, TinyWeights.stored(weight, TinyBert.HIDDEN, TinyBert.INTERMEDIATE));
    try (BertModel base = TinyBert.load(new Checkpoint("zeros", tensors, Map.of()));
        EncoderClassifier plain = TinyBert.classifier(base, new HeadOnly());
        EncoderClassifier adapted = TinyBert.classifier(base, DORA)) {
      assertThat(TinyBert.logits(adapted, EXAMPLES)).isEqualTo(TinyBert.logits(plain, EXAMPLES));
      TinyBert.accumulate(adapted, EXAMPLES, EXAMPLES.size());
      Map<String, float[]> gradients = TinyBert.gradients(adapted);
      assertThat(gradients)
          .allSatisfy(
              (tensor, gradient) -> {
                for (float value : gradient) {
                  assertThat(Math.abs(value)).as(tensor).isLessThan(10);
                }
              });
    }
  }

  /**
   * PEFT with dropout: W x + bias + (m / ‖·‖ − 1) W x̃ + (m / ‖·‖) (α / r) B A x̃, x̃ being x
   * dropped.
   */
  @Test
  void withDropoutAllThatIsAddedReadsTheDroppedInput() {
    int tokens = 5;
    Lora lora = new Lora(2, 6, 0.5, TargetModules.all());
    try (TensorScope scope = TensorScope.open();
        OneMatrix base = OneMatrix.reflected(4, 6, 5, 3, 2, 1);
        ScriptModule script =
            ScriptModule.compile(
                scope,
                "Probe",
                List.of("/org/dashsweep/adapter/linear.py", "/org/dashsweep/adapter/probe.py"),
                Map.of(
                    "adapter_dropout", lora.dropout(), "onednn", Torch.hasOneDnn(Device.cpu())))) {
      AdapterSet adapters = new AdapterSet(scope);
      new Dora(lora).attach(adapters, base, 3);
      Random random = new Random(4);
      adapters.trained().forEach(tensor -> tensor.set(normal(random, (int) tensor.elements())));
      float[] bias = normal(random, 4);
      float[] x = normal(random, tokens * 6);
      Map<String, Tensor> block = new HashMap<>(adapters.block(0));
      block.put("dense.weight", base.weight(scope, base.layer));
      block.put("dense.bias", scope.floats(bias, 4));
      List<Tensor> both =
          script.evaluate(
              scope,
              "dropped_linear",
              new Arguments()
                  .tensor(scope.floats(x, tokens, 6))
                  .dictionary("p", block)
                  .tensor(scope.scalar(9L)));
      float[] actual = both.get(0).floats();
      float[] dropped = both.get(1).floats();
      assertThat(dropped).isNotEqualTo(x).contains(0f);

      float[] weight = base.weight(scope, base.layer).floats();
      float[] change = dense(scope, base, adapters, base.layer);
      for (int token = 0; token < tokens; token++) {
        for (int row = 0; row < 4; row++) {
          double expected = bias[row];
          for (int i = 0; i < 6; i++) {
            expected += weight[row * 6 + i] * x[token * 6 + i];
            expected += (double) change[row * 6 + i] * dropped[token * 6 + i];
          }
          assertThat((double) actual[token * 4 + row]).isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  /** m (W + (α / r) B A) / ‖W + (α / r) B A‖ − W. */
  private static float[] dense(
      TensorScope scope, AdaptedBase base, AdapterSet adapters, LinearLayer layer) {
    float[] a = adapters.get(layer, Lora.A).floats();
    float[] b = adapters.get(layer, Lora.B).floats();
    float[] magnitudes = adapters.get(layer, Dora.MAGNITUDES).floats();
    double scaling = adapters.get(layer, Lora.SCALING).scalar();
    float[] weight = base.weight(scope, layer).floats();
    int inputs = layer.inputs();
    int rank = a.length / inputs;
    float[] change = new float[weight.length];
    for (int row = 0; row < layer.outputs(); row++) {
      double[] sum = new double[inputs];
      double squares = 0;
      for (int i = 0; i < inputs; i++) {
        sum[i] = weight[row * inputs + i];
        for (int k = 0; k < rank; k++) {
          sum[i] += scaling * b[row * rank + k] * a[k * inputs + i];
        }
        squares += sum[i] * sum[i];
      }
      for (int i = 0; i < inputs; i++) {
        change[row * inputs + i] =
            (float) (magnitudes[row] * sum[i] / Math.sqrt(squares) - weight[row * inputs + i]);
      }
    }
    return change;
  }

  private static double norm(float[] weight, int row, int inputs) {
    double squares = 0;
    for (int i = row * inputs; i < (row + 1) * inputs; i++) {
      squares += (double) weight[i] * weight[i];
    }
    return Math.sqrt(squares);
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
