package org.dashsweep.model.deberta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TrainedChange;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.TinyEncoder;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a checkpoint's tensors. */
@Tag("native")
class DebertaModelTest {
  private static final int HIDDEN = TinyBert.HIDDEN;
  private static final Checkpoint CHECKPOINT = TinyDeberta.checkpoint(TinyDeberta.config());

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  @Test
  void itsLinearLayersAreTheSixOfEveryBlock() {
    try (DebertaModel model = TinyDeberta.load()) {
      assertThat(model.linearLayers().stream().filter(layer -> layer.block() == 1))
          .extracting(LinearLayer::module)
          .containsExactly(
              "attention.self.query_proj",
              "attention.self.key_proj",
              "attention.self.value_proj",
              "attention.output.dense",
              "intermediate.dense",
              "output.dense");
      assertThat(model.checkpointName(model.linearLayers().get(1)))
          .isEqualTo("deberta.encoder.layer.0.attention.self.key_proj");
    }
  }

  @Test
  void projectionsOfPositionsAreLinearLayersToo() {
    ObjectNode config = TinyDeberta.otherConfig();
    try (DebertaModel model = TinyDeberta.load(TinyDeberta.checkpoint(config), config)) {
      assertThat(model.linearLayers())
          .extracting(LinearLayer::name)
          .hasSize(16)
          .contains("0.attention.self.pos_key_proj", "1.attention.self.pos_query_proj");
    }
  }

  /** The authors' keys count their calls for tokens and for distances, and so launch first. */
  @Test
  void forwardCallsLaunchSharedKeysFirst() {
    LoraDash dash =
        new LoraDash(
            new Lora(2, 4, 0, TargetModules.all()), 1, 4, 1e-6, DirectionLaunchCount.FORWARD_CALLS);
    try (DebertaModel base = TinyDeberta.load();
        EncoderClassifier model = TinyBert.classifier(base, dash)) {
      assertThat(dash.beforeForward(model.adapters(), base, TrainingClock.at(9, 1)))
          .isEqualTo(TrainedChange.NONE);
      assertThat(dash.beforeForward(model.adapters(), base, TrainingClock.at(9, 2)))
          .isEqualTo(TrainedChange.ADDED);
      assertThat(dash.directions(model.adapters()))
          .extracting(direction -> direction.layer().name())
          .containsExactly("0.attention.self.key_proj", "1.attention.self.key_proj");
      assertThat(TinyBert.logits(model, TinyBert.examples(3))).hasSize(3 * TinyBert.LABELS);
      assertThat(dash.beforeForward(model.adapters(), base, TrainingClock.at(9, 3)))
          .isEqualTo(TrainedChange.NONE);
      assertThat(dash.beforeForward(model.adapters(), base, TrainingClock.at(9, 4)))
          .isEqualTo(TrainedChange.ADDED);
      assertThat(dash.directions(model.adapters())).hasSize(12);
      assertThat(dash.beforeForward(model.adapters(), base, TrainingClock.at(9, 5)))
          .isEqualTo(TrainedChange.NONE);
    }
  }

  @Test
  void projectionsOfPositionsOfTheirOwnAreCalledOnce() {
    ObjectNode config = TinyDeberta.otherConfig();
    try (DebertaModel model = TinyDeberta.load(TinyDeberta.checkpoint(config), config)) {
      assertThat(model.linearLayers())
          .allSatisfy(layer -> assertThat(model.callsPerForward(layer)).isEqualTo(1));
    }
  }

  /** As {@code microsoft/deberta-v3-base} holds them beside its encoder. */
  @Test
  void headsOfPretrainingAreIgnored() {
    TinyWeights heads = new TinyWeights(40, "");
    heads.linear("lm_predictions.lm_head.dense", HIDDEN, HIDDEN);
    heads.norm("lm_predictions.lm_head.LayerNorm", HIDDEN);
    heads.normal("lm_predictions.lm_head.bias", 0, 1, TinyBert.VOCABULARY);
    heads.linear("mask_predictions.dense", HIDDEN, HIDDEN);
    heads.norm("mask_predictions.LayerNorm", HIDDEN);
    heads.linear("mask_predictions.classifier", 1, HIDDEN);
    heads.normal("deberta.embeddings.position_ids", 0, 1, 1, 16);
    heads.normal("deberta.embeddings.position_embeddings.weight", 0, 1, 16, HIDDEN);
    try (DebertaModel plain = TinyDeberta.load();
        DebertaModel model = load(heads.tensors())) {
      assertThat(model.weights().names()).isEqualTo(plain.weights().names());
      assertThat(logits(model, Pooling.FIRST)).containsExactly(logits(plain, Pooling.FIRST));
    }
  }

  @Test
  void anEncoderAloneHasNamesWithoutTheFamilys() {
    TreeMap<String, StoredTensor> bare = new TreeMap<>();
    CHECKPOINT
        .tensors()
        .forEach((name, tensor) -> bare.put(name.substring("deberta.".length()), tensor));
    try (DebertaModel plain = TinyDeberta.load();
        DebertaModel model =
            TinyDeberta.load(new Checkpoint("bare", bare, Map.of()), TinyDeberta.config())) {
      LinearLayer layer = model.linearLayers().get(0);
      assertThat(model.checkpointName(layer))
          .isEqualTo("encoder.layer.0.attention.self.query_proj");
      assertThat(model.moduleName(layer)).isEqualTo(plain.checkpointName(layer));
      assertThat(logits(model, Pooling.FIRST)).containsExactly(logits(plain, Pooling.FIRST));
    }
  }

  @Test
  void withoutAPoolerANewOneTrains() {
    try (DebertaModel base = TinyDeberta.load();
        EncoderClassifier model = classifier(base, Pooling.FIRST);
        EncoderClassifier mean = classifier(base, Pooling.MEAN)) {
      assertThat(model.head())
          .containsOnlyKeys(
              "pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias");
      float[] weight = named(model.head(), "pooler.dense.weight").floats();
      double square = 0;
      for (float value : weight) {
        square += (double) value * value;
      }
      assertThat(Math.sqrt(square / weight.length)).isBetween(0.018, 0.022);
      assertThat(named(model.head(), "pooler.dense.bias").floats()).containsOnly(0);
      TinyBert.accumulate(model, TinyBert.examples(3), 3);
      assertThat(TinyBert.gradients(model)).containsKey("head.pooler.dense.weight");
      assertThat(mean.head()).containsOnlyKeys("classifier.weight", "classifier.bias");
    }
  }

  @Test
  void aTrainedHeadIsUsed() {
    TinyWeights head = new TinyWeights(41, "");
    head.linear("pooler.dense", HIDDEN, HIDDEN);
    head.linear("classifier", TinyBert.LABELS, HIDDEN);
    try (DebertaModel base = load(head.tensors());
        EncoderClassifier model = classifier(base, Pooling.FIRST)) {
      head.tensors()
          .forEach(
              (name, tensor) ->
                  assertThat(model.head().get(name))
                      .satisfies(
                          own -> assertThat(own.floats()).containsExactly(tensor.toFloats())));
      // A copy, which trains: the base is shared.
      named(model.head(), "classifier.bias").set(new float[TinyBert.LABELS]);
      assertThat(named(base.head(), "classifier.bias").floats())
          .containsExactly(named(head.tensors(), "classifier.bias").toFloats());
    }
  }

  @Test
  void aClassifierOfOtherLabelsIsNotUsed() {
    TinyWeights head = new TinyWeights(42, "");
    head.linear("pooler.dense", HIDDEN, HIDDEN);
    head.linear("classifier", TinyBert.LABELS + 1, HIDDEN);
    try (DebertaModel base = load(head.tensors());
        EncoderClassifier model = classifier(base, Pooling.FIRST)) {
      assertThat(named(model.head(), "classifier.weight").shape())
          .containsExactly(TinyBert.LABELS, HIDDEN);
      assertThat(named(model.head(), "classifier.bias").floats()).containsOnly(0);
      assertThat(named(model.head(), "pooler.dense.weight").floats())
          .containsExactly(named(head.tensors(), "pooler.dense.weight").toFloats());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deberta.encoder.layer.2.output.dense.weight",
        "deberta.encoder.conv.conv.weight",
        "deberta.encoder.layer.0.attention.self.pos_key_proj.weight",
        "deberta.embeddings.token_type_embeddings.weight",
        "qa_outputs.weight"
      })
  void anyOtherTensorIsRefused(String name) {
    Map<String, StoredTensor> other = Map.of(name, TinyWeights.stored(new float[2], 2));
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("tiny DeBERTa", name);
  }

  @ParameterizedTest
  @CsvSource({
    "deberta.embeddings.word_embeddings.weight",
    "deberta.encoder.rel_embeddings.weight",
    "deberta.encoder.LayerNorm.bias",
    "deberta.encoder.layer.1.attention.self.value_proj.bias",
    "deberta.encoder.layer.0.intermediate.dense.weight"
  })
  void aTensorThatIsMissingOrOfAnotherShapeIsNamed(String name) {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(CHECKPOINT.tensors());
    tensors.remove(name);
    assertThatThrownBy(
            () ->
                TinyDeberta.load(new Checkpoint("short", tensors, Map.of()), TinyDeberta.config()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("short", name);

    long[] shape = CHECKPOINT.tensor(name).shape().stream().mapToLong(size -> size).toArray();
    shape[0]++;
    int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    Map<String, StoredTensor> other = Map.of(name, TinyWeights.stored(new float[elements], shape));
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("tiny DeBERTa", name, "shape");
  }

  private static DebertaModel load(Map<String, StoredTensor> others) {
    return TinyDeberta.load(TinyDeberta.with(CHECKPOINT, others), TinyDeberta.config());
  }

  private static EncoderClassifier classifier(DebertaModel base, Pooling pooling) {
    return TinyEncoder.classifier(base, new HeadOnly(), pooling, 0, PositionAdapters.BOTH);
  }

  private static float[] logits(DebertaModel base, Pooling pooling) {
    try (EncoderClassifier model = classifier(base, pooling)) {
      return TinyBert.logits(model, TinyBert.examples(4));
    }
  }

  private static <T> T named(Map<String, T> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
