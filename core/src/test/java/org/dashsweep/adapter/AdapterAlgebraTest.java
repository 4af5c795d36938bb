package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.TinyEncoder;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the methods' formulas say of each other, on a whole model. */
@Tag("native")
@ParameterizedClass
@EnumSource
class AdapterAlgebraTest {
  /** Float32 sums of some hundred terms near one, in another order. */
  private static final float ROUNDING = 2e-5f;

  private static final Lora LORA = new Lora(4, 10, 0, TargetModules.all());
  private static final LoraDash DASH = new LoraDash(LORA, 3, 1, 1e-6, DirectionLaunchCount.UPDATES);
  private static final Dora DORA = new Dora(LORA);
  private static final List<EncodedExample> EXAMPLES = TinyBert.examples(6);

  private final TinyEncoder encoder;
  private final EncoderModel base;

  AdapterAlgebraTest(TinyEncoder encoder) {
    Torch.prepareThread(1);
    this.encoder = encoder;
    this.base = encoder.load();
  }

  @AfterEach
  void close() {
    base.close();
  }

  @Test
  void aFreshAdapterLeavesTheBaseAsItIsToTheBit() {
    // Training sees the adapters' product with B = 0 added; evaluation too.
    try (EncoderClassifier plain = TinyBert.classifier(base, new HeadOnly());
        EncoderClassifier adapted = TinyBert.classifier(base, LORA);
        EncoderClassifier scaled = TinyBert.classifier(base, DORA);
        EncoderClassifier launched = launched()) {
      float[] expected = TinyBert.logits(plain, EXAMPLES);
      assertThat(TinyBert.logits(adapted, EXAMPLES)).containsExactly(expected);
      assertThat(TinyBert.logits(scaled, EXAMPLES)).containsExactly(expected);
      assertThat(TinyBert.logits(launched, EXAMPLES)).containsExactly(expected);
      assertThat(TinyBert.accumulate(adapted, EXAMPLES, 6))
          .isEqualTo(TinyBert.accumulate(plain, EXAMPLES, 6));
    }
  }

  @Test
  void withoutCoefficientsLoraDashIsLora() {
    try (EncoderClassifier lora = TinyBert.classifier(base, LORA);
        EncoderClassifier dash = launched()) {
      for (EncoderClassifier model : List.of(lora, dash)) {
        TinyBert.randomise(model);
      }
      set(dash, LoraDash.DELTA, 0);
      // Not to the bit: the products have r + s columns instead of r.
      assertThat(TinyBert.logits(dash, EXAMPLES))
          .containsExactly(TinyBert.logits(lora, EXAMPLES), within(ROUNDING));
      TinyBert.accumulate(lora, EXAMPLES, 6);
      TinyBert.accumulate(dash, EXAMPLES, 6);
      Map<String, float[]> gradients = TinyBert.gradients(dash);
      assertThat(gradients.keySet())
          .filteredOn(name -> name.endsWith(".delta_sigma"))
          .hasSize(base.linearLayers().size());
      gradients.keySet().removeIf(name -> name.endsWith(".delta_sigma"));
      Differences.assertClose(gradients, TinyBert.gradients(lora), ROUNDING);
    }
  }

  @Test
  void theFusedFormIsTheDenseFormula() {
    try (TensorScope scope = TensorScope.open();
        EncoderClassifier model = launched()) {
      TinyBert.randomise(model);
      for (LinearLayer layer : base.linearLayers()) {
        Tensor change = DASH.weightChange(scope, model.adapters(), base, layer);
        assertThat(change.shape()).containsExactly(layer.outputs(), layer.inputs());
        assertThat(Differences.relative(change.floats(), dense(model.adapters(), layer)))
            .as(layer.name())
            .isLessThan(2e-6);
      }
    }
  }

  @Test
  void theForwardPassUsesTheDenseFormula() {
    try (EncoderClassifier unmerged = launched()) {
      TinyBert.randomise(unmerged);
      Map<LinearLayer, float[]> changes = new HashMap<>();
      base.linearLayers().forEach(layer -> changes.put(layer, dense(unmerged.adapters(), layer)));
      assertMergedEquals(unmerged, changes);
    }
  }

  @Test
  void mergedEqualsUnmerged() {
    // The values are the last third of a joined product.
    String third = base.linearLayers().get(2).module();
    TargetModules some = new TargetModules(List.of(third, LayerRole.UP.word()));
    Lora lora = new Lora(4, 10, 0, some);
    List<Method> methods = new ArrayList<>(List.of(LORA, lora, DASH, DORA, new Dora(lora)));
    // Others change more than W, or nothing that is W. They do the same in every encoder but
    // ModernBERT, where some adapt keys, which are one layer with queries and values.
    boolean hasKeys =
        base.linearLayers().stream()
            .anyMatch(layer -> LayerRole.of(layer).equals(Optional.of(LayerRole.KEYS)));
    boolean isOneOfTwo = encoder == TinyEncoder.DEBERTA || !hasKeys;
    TestMethods.ofEncoders().stream()
        .filter(method -> isOneOfTwo)
        .filter(method -> hasKeys || !(method instanceof ScaleMethod))
        .filter(method -> !(method instanceof BottleneckMethod || method instanceof BaseMethod))
        .filter(method -> !(method instanceof Ia3))
        .forEach(methods::add);
    for (Method method : methods) {
      try (TensorScope scope = TensorScope.open();
          EncoderClassifier unmerged = TinyBert.classifier(base, method)) {
        TinyBert.randomise(unmerged);
        method.beforeForward(unmerged.adapters(), base, TrainingClock.at(1, 1));
        TinyBert.randomise(unmerged);
        Map<LinearLayer, float[]> changes = new HashMap<>();
        for (LinearLayer layer : unmerged.adapters().layers()) {
          changes.put(layer, method.weightChange(scope, unmerged.adapters(), base, layer).floats());
        }
        assertThat(changes).hasSize(unmerged.adapters().layers().size());
        assertMergedEquals(unmerged, changes);
      }
    }
  }

  private void assertMergedEquals(EncoderClassifier unmerged, Map<LinearLayer, float[]> changes) {
    try (EncoderModel mergedBase = encoder.load(merge(changes));
        EncoderClassifier merged = TinyBert.classifier(mergedBase, new HeadOnly())) {
      float[] expected = TinyBert.logits(unmerged, EXAMPLES);
      assertThat(TinyBert.logits(merged, EXAMPLES)).containsExactly(expected, within(ROUNDING));
    }
  }

  /** The base's checkpoint with W + ΔW in place of W. */
  private Checkpoint merge(Map<LinearLayer, float[]> changes) {
    Checkpoint checkpoint = encoder.checkpoint();
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
    changes.forEach(
        (layer, change) -> {
          String name = base.checkpointName(layer) + ".weight";
          float[] weight = checkpoint.tensor(name).toFloats();
          for (int i = 0; i < weight.length; i++) {
            weight[i] += change[i];
          }
          tensors.put(name, TinyWeights.stored(weight, layer.outputs(), layer.inputs()));
        });
    return new Checkpoint("merged", tensors, Map.of());
  }

  /** A LoRA-Dash model whose directions were chosen already. */
  private EncoderClassifier launched() {
    EncoderClassifier model = TinyBert.classifier(base, DASH);
    assertThat(DASH.beforeForward(model.adapters(), base, TrainingClock.at(1, 1)))
        .isEqualTo(TrainedChange.ADDED);
    return model;
  }

  private static void set(EncoderClassifier model, AdapterTensor part, float value) {
    for (LinearLayer layer : model.adapters().layers()) {
      Tensor tensor = model.adapters().get(layer, part);
      float[] values = new float[Math.toIntExact(tensor.elements())];
      Arrays.fill(values, value);
      tensor.set(values);
    }
  }

  /** (α / r) B A + Σ Δσᵢ uᵢ vᵢᵀ in double precision, element by element. */
  private static float[] dense(AdapterSet adapters, LinearLayer layer) {
    float[] a = adapters.get(layer, Lora.A).floats();
    float[] b = adapters.get(layer, Lora.B).floats();
    float[] left = adapters.get(layer, LoraDash.LEFT).floats();
    float[] right = adapters.get(layer, LoraDash.RIGHT).floats();
    float[] delta = adapters.get(layer, LoraDash.DELTA).floats();
    int rank = LORA.rank();
    int inputs = layer.inputs();
    float[] change = new float[layer.outputs() * inputs];
    for (int row = 0; row < layer.outputs(); row++) {
      for (int column = 0; column < inputs; column++) {
        double sum = 0;
        for (int k = 0; k < rank; k++) {
          sum += LORA.alpha() / rank * b[row * rank + k] * a[k * inputs + column];
        }
        for (int i = 0; i < delta.length; i++) {
          sum += (double) delta[i] * left[row * delta.length + i] * right[i * inputs + column];
        }
        change[row * inputs + column] = (float) sum;
      }
    }
    return change;
  }
}
