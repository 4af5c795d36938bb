package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dashsweep.train.TinyTraining.BATCH;
import static org.dashsweep.train.TinyTraining.settings;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.TinyEncoder;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorBytes;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("native")
class TrainingTest {
  private static final Lora LORA = new Lora(4, 8, 0, TargetModules.all());

  private final BertModel base = TinyBert.load();

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  @AfterEach
  void close() {
    base.close();
  }

  @Test
  void itLearns() {
    Method dash = dash(5, DirectionLaunchCount.UPDATES);
    for (Method method : List.of(new HeadOnly(), LORA, dash, new Dora(LORA))) {
      try (TinyTraining tiny = new TinyTraining(base, method, settings(40, BATCH, 1e-2), 0)) {
        List<Double> losses = tiny.until(40).losses();
        assertThat(tiny.training.finished()).isTrue();
        assertThat(losses.get(39)).as(method.name()).isLessThan(0.5 * losses.get(0));
      }
    }
  }

  @Test
  void itLearnsOnABaseInBfloat16() {
    LoraDash dash = dash(5, DirectionLaunchCount.UPDATES);
    try (BertModel rounded = TinyBert.load(Precision.BFLOAT16);
        TinyTraining tiny = new TinyTraining(rounded, dash, settings(40, BATCH, 1e-2), 0);
        TinyTraining exact = new TinyTraining(base, dash, settings(40, BATCH, 1e-2), 0)) {
      Map<String, ByteBuffer> before = TinyBert.bytes(rounded);
      // bfloat16 has 8 bits: about 0.4 % of a weight, of either sign.
      assertThat(tiny.training.step().loss())
          .isCloseTo(exact.training.step().loss(), within(1e-2))
          .isNotEqualTo(exact.losses().get(0));
      List<Double> losses = tiny.until(40).losses();
      assertThat(losses.get(39)).isLessThan(0.5 * losses.get(0));
      assertThat(TinyBert.bytes(rounded)).isEqualTo(before);
      // Two bytes an element in the base, four in the adapters.
      assertThat(before.get("encoder.layer.0.output.dense.weight"))
          .satisfies(bytes -> assertThat(bytes.remaining()).isEqualTo(2 * 32 * 64));
      assertThat(tiny.parameters().get("0.output.dense.lora_A"))
          .satisfies(a -> assertThat(TensorBytes.of(a).remaining()).isEqualTo(4 * 4 * 64));
    }
  }

  @Test
  void theFirstLossIsThatOfGuessing() {
    try (TinyTraining tiny = new TinyTraining(base, LORA, settings(1, BATCH, 1e-2), 0)) {
      // The head's weights start at a deviation of 0.02.
      assertThat(tiny.training.step().loss()).isCloseTo(Math.log(TinyBert.LABELS), within(0.1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void microBatchesAddUpToTheBatch(TinyEncoder encoder) {
    try (EncoderModel loaded = encoder.load()) {
      // The last micro-batch of 4 has 2 examples, the batch's rest.
      for (int size : new int[] {1, 2, 4}) {
        try (TinyTraining whole = new TinyTraining(loaded, LORA, settings(3, BATCH, 1e-2), 0);
            TinyTraining parts = new TinyTraining(loaded, LORA, settings(3, size, 1e-2), 0)) {
          whole.until(3);
          parts.until(3);
          for (int step = 0; step < 3; step++) {
            assertThat(parts.losses().get(step)).isCloseTo(whole.losses().get(step), within(1e-5));
            assertThat(parts.gradientNorms().get(step))
                .isCloseTo(whole.gradientNorms().get(step), within(1e-4));
            assertThat(parts.training.history().get(step).tokens())
                .isEqualTo(whole.training.history().get(step).tokens());
          }
          // AdamW divides by the gradient's root mean square: where that is about 0, rounding
          // counts.
          Differences.assertClose(parts.weights(), whole.weights(), 5e-3);
        }
      }
    }
  }

  @Test
  void aMicroBatchComputedInPartsStaysOneMicroBatch() {
    // Two micro-batches an update; the launch counts them, however many parts they have.
    LoraDash dash = dash(3, DirectionLaunchCount.FORWARD_CALLS);
    TrainingSettings settings = settings(4, 4, 1e-2);
    try (TinyTraining whole = new TinyTraining(base, dash, settings, 0);
        TinyTraining parts = new TinyTraining(base, dash, settings.limitedTo(3), 0)) {
      whole.until(4);
      parts.until(4);
      assertThat(parts.training.forwards()).isEqualTo(whole.training.forwards());
      assertThat(parts.weights().keySet()).isEqualTo(whole.weights().keySet());
      for (int step = 0; step < 4; step++) {
        assertThat(parts.losses().get(step)).isCloseTo(whole.losses().get(step), within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theBaseStaysAsItIsToTheBit(TinyEncoder encoder) {
    try (EncoderModel loaded = encoder.load()) {
      Map<String, ByteBuffer> before = TinyBert.bytes(loaded);
      for (Method method : List.of(dash(2, DirectionLaunchCount.UPDATES), new Dora(LORA))) {
        try (TinyTraining tiny = new TinyTraining(loaded, method, settings(6, 2, 1e-1), 0.2)) {
          tiny.until(6);
          assertThat(TinyBert.bytes(loaded)).as(method.name()).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void exactlyTheNamedTensorsTrain() {
    LoraDash dash =
        new LoraDash(
            new Lora(2, 4, 0, new TargetModules(List.of("query", "output.dense"))),
            3,
            2,
            1e-6,
            DirectionLaunchCount.UPDATES);
    Set<String> head =
        Set.of(
            "head.classifier.weight",
            "head.classifier.bias",
            "head.pooler.dense.weight",
            "head.pooler.dense.bias");
    // attention.output.dense ends in output.dense too: PEFT matches names in the same way.
    Set<String> layers =
        Set.of(
            "0.attention.self.query",
            "0.attention.output.dense",
            "0.output.dense",
            "1.attention.self.query",
            "1.attention.output.dense",
            "1.output.dense");
    assertThat(dash.factors().targets().select(base).stream().map(LinearLayer::name))
        .containsExactlyInAnyOrderElementsOf(layers);
    try (TinyTraining tiny = new TinyTraining(base, dash, settings(5, BATCH, 1e-2), 0)) {
      tiny.until(2);
      Set<String> expected = new TreeSet<>(head);
      layers.forEach(layer -> expected.addAll(Set.of(layer + ".lora_A", layer + ".lora_B")));
      assertThat(tiny.parameters()).containsOnlyKeys(expected);
      assertThat(optimised(tiny)).isEqualTo(expected);

      Map<String, ByteBuffer> frozen = frozen(tiny);
      tiny.until(5);
      layers.forEach(layer -> expected.add(layer + ".delta_sigma"));
      assertThat(tiny.parameters()).containsOnlyKeys(expected);
      assertThat(optimised(tiny)).isEqualTo(expected);
      assertThat(tiny.parameters())
          .allSatisfy((name, tensor) -> assertThat(TinyBert.gradient(tensor)).isNotEmpty());
      tiny.model.adapters().byName().entrySet().stream()
          .filter(entry -> !expected.contains(entry.getKey()))
          .forEach(entry -> assertThat(entry.getValue().gradient()).as(entry.getKey()).isNull());
      base.frozenTensors()
          .forEach((name, tensor) -> assertThat(tensor.gradient()).as(name).isNull());
      base.head().forEach((name, tensor) -> assertThat(tensor.gradient()).as(name).isNull());
      assertThat(frozen(tiny)).containsAllEntriesOf(frozen);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everythingThatTrainsMoves(TinyEncoder encoder) {
    try (EncoderModel loaded = encoder.load()) {
      LoraDash dash = dash(1, DirectionLaunchCount.UPDATES);
      try (TinyTraining tiny = new TinyTraining(loaded, dash, settings(4, BATCH, 1e-2), 0)) {
        Map<String, float[]> before = tiny.until(2).weights();
        Map<String, float[]> after = tiny.until(4).weights();
        assertThat(after).containsOnlyKeys(before.keySet());
        assertThat(after).allSatisfy((name, w) -> assertThat(w).isNotEqualTo(before.get(name)));
      }
    }
  }

  @Test
  void theLaunchCountsUpdates() {
    LoraDash dash = dash(3, DirectionLaunchCount.UPDATES);
    try (TinyTraining tiny = new TinyTraining(base, dash, settings(5, 2, 1e-2), 0)) {
      tiny.training.countForwards(100);
      tiny.until(3);
      assertThat(dash.directions(tiny.model.adapters())).isEmpty();
      tiny.until(4);
      assertThat(dash.directions(tiny.model.adapters())).hasSize(12 * 2);
      // The fourth update is the first with the directions.
      assertThat(dash.directions(tiny.model.adapters()))
          .allSatisfy(direction -> assertThat(direction.deltaSigma()).isNotZero());
    }
  }

  @Test
  void theLaunchCountsForwardPassesOfMicroBatchesAndEvaluation() {
    // Three micro-batches an update. Eight passes are done before the last one of update 3.
    LoraDash dash = dash(8, DirectionLaunchCount.FORWARD_CALLS);
    try (TinyTraining tiny = new TinyTraining(base, dash, settings(4, 2, 1e-2), 0)) {
      tiny.until(2);
      assertThat(tiny.training.forwards()).isEqualTo(6);
      assertThat(dash.directions(tiny.model.adapters())).isEmpty();
      tiny.until(3);
      assertThat(dash.directions(tiny.model.adapters())).isNotEmpty();
    }
    try (TinyTraining tiny = new TinyTraining(base, dash, settings(4, 2, 1e-2), 0)) {
      tiny.until(1);
      tiny.training.countForwards(2);
      // Five are done; the third micro-batch comes after seven.
      tiny.until(2);
      assertThat(dash.directions(tiny.model.adapters())).isEmpty();
      tiny.until(3);
      assertThat(dash.directions(tiny.model.adapters())).isNotEmpty();
    }
    try (TinyTraining tiny = new TinyTraining(base, dash, settings(4, 2, 1e-2), 0)) {
      tiny.until(1);
      tiny.training.countForwards(3);
      tiny.until(2);
      assertThat(dash.directions(tiny.model.adapters())).isNotEmpty();
    }
  }

  @Test
  void divergenceStopsTheTrialAndNamesTheStep() {
    try (TinyTraining tiny = new TinyTraining(base, LORA, settings(50, BATCH, 1e30), 0)) {
      tiny.training.step();
      assertThatThrownBy(() -> tiny.until(50))
          .isInstanceOf(DivergenceException.class)
          .hasMessageMatching("The loss was .* and the gradient norm .* at step \\d+; a lower .*");
      assertThat(tiny.training.finished()).isFalse();
    }
  }

  @Test
  void weightsThatAreNoNumbersAreDivergence() {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(TinyBert.checkpoint().tensors());
    float[] bias = new float[TinyBert.HIDDEN];
    bias[7] = Float.NaN;
    tensors.put("encoder.layer.1.output.dense.bias", TinyWeights.stored(bias, TinyBert.HIDDEN));
    try (BertModel broken = TinyBert.load(new Checkpoint("broken", tensors, Map.of()));
        TinyTraining tiny = new TinyTraining(broken, LORA, settings(3, BATCH, 1e-3), 0)) {
      Map<String, ByteBuffer> before = tiny.state();
      assertThatThrownBy(tiny.training::step)
          .isInstanceOf(DivergenceException.class)
          .hasMessageStartingWith("The loss was NaN and the gradient norm NaN at step 1;");
      assertThat(tiny.training.history()).isEmpty();
      assertThat(tiny.state()).isEqualTo(before);
    }
  }

  @Test
  void refusesWhatIsNoTraining() {
    assertThatThrownBy(() -> settings(1, 0, 1))
        .hasMessage("micro-batch-size must be at least 1: 0");
    assertThatThrownBy(
            () ->
                new TrainingSettings(0, 1, settings(1, 1, 1).schedule(), TinyTraining.OPTIMIZER, 1))
        .hasMessage("There must be at least 1 optimiser step: 0");
  }

  private static LoraDash dash(int launchStep, DirectionLaunchCount count) {
    return new LoraDash(LORA, 2, launchStep, 1e-6, count);
  }

  private static Set<String> optimised(TinyTraining tiny) {
    return tiny.training.optimizer().slots().keySet().stream()
        .map(name -> name.startsWith("adapter.") ? name.substring("adapter.".length()) : name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The bytes of the adapters' tensors that do not train. */
  private static Map<String, ByteBuffer> frozen(TinyTraining tiny) {
    Map<String, ByteBuffer> frozen = new TreeMap<>();
    Map<String, Tensor> trained = tiny.model.adapters().trainedByName();
    tiny.model
        .adapters()
        .byName()
        .forEach(
            (name, tensor) -> {
              if (!trained.containsKey(name)) {
                frozen.put(name, TensorBytes.of(tensor));
              }
            });
    return frozen;
  }
}
