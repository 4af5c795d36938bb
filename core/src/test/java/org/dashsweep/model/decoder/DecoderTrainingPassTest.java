package org.dashsweep.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.model.Activations;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.llama.TinyLlama;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Block by block and some logits at a time, against all at once. */
@Tag("native")
final class DecoderTrainingPassTest {
  private static final LoraDash DASH =
      new LoraDash(
          new Lora(3, 6, 0, new TargetModules(List.of("q_proj", "v_proj", "o_proj", "up_proj"))),
          2,
          1,
          1e-6,
          DirectionLaunchCount.UPDATES);
  private static final CausalBatch BATCH = CausalBatch.of(TinyLlama.sequences(5));
  private static final TrainingMemory ONE_ROW = new TrainingMemory(Activations.KEPT, 1);

  private final TensorScope scope = TensorScope.open();
  private final DecoderModel base = TinyLlama.load();

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  @AfterEach
  void close() {
    base.close();
    scope.close();
  }

  @Test
  void chunkedEqualsTheWholeGraph() {
    Map<String, float[]> expected;
    double loss;
    try (DecoderLanguageModel model = model(base, launched(base), TrainingMemory.DEFAULT)) {
      Tensor logits = model.inspect(scope, BATCH, new ArrayList<>());
      Tensor mean = model.loss(scope, logits, BATCH, BATCH.predicted());
      Autograd.backward(mean);
      loss = mean.scalar();
      expected = gradients(model.adapters());
    }
    for (Activations activations : Activations.values()) {
      // Of 7 rows the last chunk has fewer.
      for (int rows : new int[] {0, 1, 7, 1000}) {
        TrainingMemory memory = new TrainingMemory(activations, rows);
        try (DecoderLanguageModel model = model(base, launched(base), memory)) {
          assertThat(accumulate(model)).isCloseTo(loss, within(1e-6));
          Differences.assertClose(gradients(model.adapters()), expected, 2e-5);
        }
      }
    }
  }

  @Test
  void aTiedHeadHasItsGradientInParts() {
    try (DecoderModel tied = TinyLlama.loadTied();
        DecoderLanguageModel whole = model(tied, launched(tied), TrainingMemory.DEFAULT);
        DecoderLanguageModel parts = model(tied, launched(tied), ONE_ROW)) {
      assertThat(accumulate(parts)).isCloseTo(accumulate(whole), within(1e-6));
      Differences.assertClose(gradients(parts.adapters()), gradients(whole.adapters()), 2e-5);
    }
  }

  /**
   * Along a tensor's gradient, scaled to length 1, the loss grows by the gradient's length. With
   * this h the third derivative adds up to 2.4e-4, and a quarter of that with half of it.
   */
  @Test
  void gradientsAgreeWithFiniteDifferences() {
    double h = 0.01;
    try (DecoderLanguageModel model = model(base, launched(base), ONE_ROW)) {
      accumulate(model);
      Map<String, float[]> gradients = gradients(model.adapters());
      model
          .adapters()
          .trainedByName()
          .forEach(
              (name, tensor) -> {
                float[] gradient = Objects.requireNonNull(gradients.get(name));
                float[] values = tensor.floats();
                double norm = norm(gradient);
                double above = lossAt(model, tensor, values, gradient, h / norm);
                double below = lossAt(model, tensor, values, gradient, -h / norm);
                tensor.set(values);
                assertThat((above - below) / (2 * h)).as(name).isCloseTo(norm, within(5e-4));
              });
    }
  }

  private static double lossAt(
      DecoderLanguageModel model, Tensor tensor, float[] values, float[] gradient, double step) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * gradient[i]);
    }
    tensor.set(moved);
    return Arrays.stream(model.lossSums(BATCH)).sum() / BATCH.predicted();
  }

  @Test
  void blocksBeforeTheFirstAdaptedOneTakeNoPart() {
    LinearLayer late = layer(1, "mlp.down_proj");
    LinearLayer early = layer(0, "mlp.down_proj");
    AdapterSet both = new AdapterSet(scope);
    AdapterSet one = new AdapterSet(scope);
    attach(both, early);
    attach(both, late);
    attach(one, late);
    assertThat(one.firstBlock()).hasValue(1);
    try (DecoderLanguageModel all = model(base, both, TrainingMemory.DEFAULT);
        DecoderLanguageModel last = model(base, one, TrainingMemory.DEFAULT)) {
      // B is zero: all that a gradient could differ by is where it went on to.
      assertThat(accumulate(last)).isEqualTo(accumulate(all));
      for (AdapterTensor name : List.of(Lora.A, Lora.B)) {
        assertThat(gradient(one.get(late, name))).isEqualTo(gradient(both.get(late, name)));
      }
      assertThat(norm(gradient(one.get(late, Lora.B)))).isPositive();
    }
  }

  @Test
  void lossesAreThoseOfEachSequence() {
    List<TinyLlama.Line> lines = TinyLlama.sequences(5);
    try (DecoderLanguageModel model = model(base, launched(base), ONE_ROW)) {
      double[] together = model.lossSums(BATCH);
      for (int i = 0; i < together.length; i++) {
        CausalBatch alone = CausalBatch.of(List.of(lines.get(i)));
        Tensor logits = model.inspect(scope, alone, new ArrayList<>());
        double mean = model.loss(scope, logits, alone, 1).scalar();
        assertThat(together[i]).isCloseTo(mean, within(1e-4));
      }
      double training = accumulate(model);
      assertThat(Arrays.stream(together).sum() / BATCH.predicted())
          .isCloseTo(training, within(1e-6));
    }
  }

  private DecoderLanguageModel model(
      DecoderModel model, AdapterSet adapters, TrainingMemory memory) {
    return new DecoderLanguageModel(scope, model, adapters, 0, memory);
  }

  private static double accumulate(DecoderLanguageModel model) {
    return model.accumulate(BATCH, BATCH.predicted(), DropoutSeeds.training(1, 1)).loss();
  }

  /** Launched adapters with the same random values every time. */
  private AdapterSet launched(DecoderModel model) {
    AdapterSet adapters = new AdapterSet(scope);
    DASH.attach(adapters, model, 5);
    randomise(adapters);
    DASH.beforeForward(adapters, model, TrainingClock.at(1, 1));
    randomise(adapters);
    return adapters;
  }

  private static void randomise(AdapterSet adapters) {
    Random random = new Random(9);
    for (Tensor tensor : adapters.trained()) {
      float[] values = new float[(int) tensor.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.1 * random.nextGaussian());
      }
      tensor.set(values);
    }
  }

  private static void attach(AdapterSet adapters, LinearLayer layer) {
    float[] a = new float[3 * layer.inputs()];
    Random random = new Random(4);
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextFloat();
    }
    adapters.train(layer, Lora.A, adapters.scope().floats(a, 3, layer.inputs()));
    adapters.train(layer, Lora.B, adapters.scope().zeros(layer.outputs(), 3));
    adapters.freeze(layer, Lora.SCALING, adapters.scope().scalar(2.0));
  }

  private LinearLayer layer(int block, String module) {
    return base.linearLayers().stream()
        .filter(layer -> layer.block() == block && layer.module().equals(module))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, float[]> gradients(AdapterSet adapters) {
    Map<String, float[]> gradients = new TreeMap<>();
    adapters.trainedByName().forEach((name, tensor) -> gradients.put(name, gradient(tensor)));
    return gradients;
  }

  private static float[] gradient(Tensor tensor) {
    try (Tensor gradient = Objects.requireNonNull(tensor.gradient())) {
      return gradient.floats();
    }
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
