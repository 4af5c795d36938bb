package org.dashsweep.model.deberta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.TinyEncoder;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What adapters do to positions, in both readings. A model with projections of their own for
 * positions says what is meant: that of queries is the frozen one, or the adapted one.
 */
@Tag("native")
class PositionAdaptersTest {
  private static final float ROUNDING = 2e-5f;
  private static final Lora LORA = new Lora(4, 10, 0, TargetModules.all());
  private static final LoraDash DASH = new LoraDash(LORA, 3, 1, 1e-6, DirectionLaunchCount.UPDATES);
  private static final List<EncodedExample> EXAMPLES = TinyBert.examples(6);
  private static final Checkpoint SHARED = TinyDeberta.checkpoint(TinyDeberta.config());

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  @Test
  void mergedEqualsUnmerged() {
    for (Method method : List.of(LORA, DASH, new Dora(LORA))) {
      for (PositionAdapters reading : PositionAdapters.values()) {
        try (DebertaModel base = TinyDeberta.load();
            EncoderClassifier unmerged = adapted(base, method, reading);
            DebertaModel mergedBase = separate(merged(base, method, unmerged), reading);
            EncoderClassifier merged = adapted(mergedBase, new HeadOnly(), reading)) {
          assertThat(TinyBert.logits(merged, EXAMPLES))
              .as("%s %s", method.name(), reading)
              .containsExactly(TinyBert.logits(unmerged, EXAMPLES), within(ROUNDING));
        }
      }
    }
  }

  @Test
  void theReadingsDifferOnlyByTheQueriesAdapter() {
    Lora withoutQueries =
        new Lora(4, 10, 0, new TargetModules(List.of("key_proj", "value_proj", "output.dense")));
    try (DebertaModel base = TinyDeberta.load();
        EncoderClassifier both = adapted(base, LORA, PositionAdapters.BOTH);
        EncoderClassifier keys = adapted(base, LORA, PositionAdapters.KEYS_ONLY);
        EncoderClassifier bothWithout = adapted(base, withoutQueries, PositionAdapters.BOTH);
        EncoderClassifier keysWithout = adapted(base, withoutQueries, PositionAdapters.KEYS_ONLY)) {
      assertThat(Differences.relative(logits(keys), logits(both))).isGreaterThan(1e-3);
      assertThat(logits(keysWithout)).containsExactly(logits(bothWithout));
    }
  }

  /** ∂L/∂B = (α / r) ∂L/∂W Aᵀ wherever W + (α / r) B A is in W's place, and B = 0. */
  @Test
  void gradientsOfAdaptersAreThoseOfTheMatricesThatTheyChange() {
    for (PositionAdapters reading : PositionAdapters.values()) {
      try (TensorScope scope = TensorScope.open();
          DebertaModel base = TinyDeberta.load();
          EncoderClassifier model = TinyEncoder.classifier(base, LORA, Pooling.FIRST, 0, reading);
          DebertaModel plain = separate(SHARED, reading);
          EncoderClassifier frozen =
              TinyEncoder.classifier(plain, new HeadOnly(), Pooling.FIRST, 0, reading)) {
        plain.weights().recordGradients();
        TinyBert.accumulate(model, EXAMPLES, 6);
        TinyBert.accumulate(frozen, EXAMPLES, 6);
        for (LinearLayer layer : base.linearLayers()) {
          float[] a = model.adapters().get(layer, Lora.A).floats();
          float[] expected = times(gradient(plain, scope, layer, reading), a, layer.inputs());
          assertThat(
                  Differences.relative(
                      TinyBert.gradient(model.adapters().get(layer, Lora.B)), expected))
              .as("%s %s", reading, layer.name())
              .isLessThan(ROUNDING);
        }
      }
    }
  }

  /** Of all uses of W that the adapter changes. */
  private static float[] gradient(
      DebertaModel plain, TensorScope scope, LinearLayer layer, PositionAdapters reading) {
    String name = plain.checkpointName(layer);
    float[] sum = weightGradient(plain, scope, name);
    if (reading == PositionAdapters.KEYS_ONLY && name.endsWith(".key_proj")) {
      float[] positions = weightGradient(plain, scope, name.replace("key_proj", "pos_key_proj"));
      for (int i = 0; i < sum.length; i++) {
        sum[i] += positions[i];
      }
    }
    return sum;
  }

  private static float[] weightGradient(DebertaModel plain, TensorScope scope, String name) {
    return Objects.requireNonNull(plain.weights().gradient(scope, name + ".weight"), name).floats();
  }

  /** (α / r) G Aᵀ, row after row. */
  private static float[] times(float[] gradient, float[] a, int inputs) {
    int rank = LORA.rank();
    float[] product = new float[gradient.length / inputs * rank];
    for (int row = 0; row < gradient.length / inputs; row++) {
      for (int r = 0; r < rank; r++) {
        double sum = 0;
        for (int i = 0; i < inputs; i++) {
          sum += (double) gradient[row * inputs + i] * a[r * inputs + i];
        }
        product[row * rank + r] = (float) (sum * LORA.scaling());
      }
    }
    return product;
  }

  private static float[] logits(EncoderClassifier model) {
    return TinyBert.logits(model, EXAMPLES);
  }

  private static EncoderClassifier adapted(
      DebertaModel base, Method method, PositionAdapters reading) {
    EncoderClassifier model = TinyEncoder.classifier(base, method, Pooling.FIRST, 0, reading);
    TinyBert.randomise(model);
    method.beforeForward(model.adapters(), base, TrainingClock.at(1, 1));
    TinyBert.randomise(model);
    return model;
  }

  /** W + ΔW in place of W. */
  private static Checkpoint merged(DebertaModel base, Method method, EncoderClassifier model) {
    Map<String, StoredTensor> changed = new TreeMap<>();
    try (TensorScope scope = TensorScope.open()) {
      for (LinearLayer layer : model.adapters().layers()) {
        String name = base.checkpointName(layer) + ".weight";
        float[] weight = SHARED.tensor(name).toFloats();
        try (Tensor change = method.weightChange(scope, model.adapters(), base, layer)) {
          float[] values = change.floats();
          for (int i = 0; i < weight.length; i++) {
            weight[i] += values[i];
          }
        }
        changed.put(name, TinyWeights.stored(weight, layer.outputs(), layer.inputs()));
      }
    }
    return TinyDeberta.with(SHARED, changed);
  }

  /**
   * The model of a checkpoint: as it is, or with projections of their own for positions, the
   * queries' from the checkpoint that was not merged.
   */
  private static DebertaModel separate(Checkpoint checkpoint, PositionAdapters reading) {
    ObjectNode config = TinyDeberta.config();
    if (reading == PositionAdapters.BOTH) {
      return TinyDeberta.load(checkpoint, config);
    }
    Map<String, StoredTensor> own = new TreeMap<>();
    checkpoint
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.contains(".key_proj.")) {
                own.put(name.replace("key_proj", "pos_key_proj"), tensor);
              } else if (name.contains(".query_proj.")) {
                own.put(name.replace("query_proj", "pos_query_proj"), SHARED.tensor(name));
              }
            });
    return TinyDeberta.load(TinyDeberta.with(checkpoint, own), config.put("share_att_key", false));
  }
}
