package org.dashsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.model.deberta.DebertaModel;
import org.dashsweep.model.deberta.TinyDeberta;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.decoder.DecoderWeights;
import org.dashsweep.model.llama.LlamaConfig;
import org.dashsweep.model.modernbert.ModernBertModel;
import org.dashsweep.model.modernbert.TinyModernBert;
import org.dashsweep.model.roberta.RobertaModel;
import org.dashsweep.model.roberta.TinyRoberta;
import org.dashsweep.source.TinyLlama;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan asks a checkpoint for the tensors that a trial loads, for all of them and no others. */
@Tag("native")
class OutlinedTensorsTest {
  @Test
  void bert() {
    Checkpoint checkpoint = TinyBert.checkpoint();
    try (BertModel model = TinyBert.load(checkpoint)) {
      assertSame(BertModel.outline(checkpoint, TinyBert.config()), model);
    }
    assertEachIsMissed(
        checkpoint,
        one -> BertModel.outline(one, TinyBert.config()),
        one -> TinyBert.load(one).close());
  }

  @Test
  void deberta() {
    for (ObjectNode config : List.of(TinyDeberta.config(), TinyDeberta.otherConfig())) {
      Checkpoint checkpoint = TinyDeberta.checkpoint(config);
      try (DebertaModel model = TinyDeberta.load(checkpoint, config)) {
        assertSame(DebertaModel.outline(checkpoint, config), model);
      }
      assertEachIsMissed(
          checkpoint,
          one -> DebertaModel.outline(one, config),
          one -> TinyDeberta.load(one, config).close());
    }
  }

  @Test
  void roberta() {
    Checkpoint checkpoint = TinyRoberta.checkpoint();
    try (EncoderModel model = TinyRoberta.load(checkpoint)) {
      assertSame(RobertaModel.FAMILY.outline(checkpoint, TinyRoberta.config()), model);
    }
    assertEachIsMissed(
        checkpoint,
        one -> RobertaModel.FAMILY.outline(one, TinyRoberta.config()),
        one -> TinyRoberta.load(one).close());
  }

  @Test
  void modernBert() {
    for (ObjectNode config : List.of(TinyModernBert.config(), TinyModernBert.withBiases())) {
      Checkpoint checkpoint = TinyModernBert.checkpoint(config);
      try (EncoderModel model = TinyModernBert.load(checkpoint, config)) {
        assertSame(ModernBertModel.FAMILY.outline(checkpoint, config), model);
      }
      assertEachIsMissed(
          checkpoint,
          one -> ModernBertModel.FAMILY.outline(one, config),
          one -> TinyModernBert.load(one, config).close());
    }
  }

  /** Encoders that are drawn, to measure with, have all that theirs need and no head. */
  @Test
  void drawnTensorsAreThoseThatAreTaken() {
    for (ObjectNode config :
        List.of(TinyDeberta.config(), TinyRoberta.config(), TinyModernBert.withBiases())) {
      EncoderFamily<?, ?> family = EncoderFamilies.find(config).orElseThrow();
      Checkpoint drawn = family.draw("drawn", config, 1);
      try (EncoderModel model = family.load(drawn, config, Precision.FLOAT32, Device.cpu())) {
        assertThat(model.weights().names()).isEqualTo(drawn.tensors().keySet());
        assertThat(model.head()).isEmpty();
      }
    }
  }

  /** A plan and a trial agree on the head. */
  @ParameterizedTest
  @CsvSource({
    "BERT, FIRST",
    "DEBERTA, MEAN",
    "ROBERTA, FIRST",
    "ROBERTA, MEAN",
    "MODERNBERT, MEAN"
  })
  void headsHaveTheirShapes(TinyEncoder kind, Pooling pooling) {
    try (EncoderModel model = kind.load();
        EncoderClassifier classifier = TinyBert.classifier(model, new HeadOnly(), pooling, 0)) {
      Map<String, List<Long>> shapes = new TreeMap<>();
      classifier
          .head()
          .forEach(
              (name, tensor) ->
                  shapes.put(model.headName(name), Arrays.stream(tensor.shape()).boxed().toList()));
      assertThat(new TreeMap<>(kind.outline().headShapes(TinyBert.LABELS, pooling)))
          .isEqualTo(shapes);
    }
  }

  private static void assertSame(EncoderOutline outline, EncoderModel model) {
    assertThat(outline.tensors()).isEqualTo(model.weights().names());
    assertThat(outline.linearLayers()).isEqualTo(model.linearLayers());
    for (LinearLayer layer : model.linearLayers()) {
      assertThat(outline.checkpointName(layer)).isEqualTo(model.checkpointName(layer));
      assertThat(outline.moduleName(layer)).isEqualTo(model.moduleName(layer));
    }
    assertThat(outline.sharesPositionQueries()).isEqualTo(model.sharesPositionQueries());
    assertThat(outline.headName("pooler.dense.weight"))
        .isEqualTo(model.headName("pooler.dense.weight"));
  }

  @Test
  void llama() throws IOException {
    DecoderConfig config =
        LlamaConfig.read("tiny-llama", new ObjectMapper().readTree(TinyLlama.config()));
    Checkpoint checkpoint = TinyLlama.read();
    try (DecoderModel model = DecoderModel.load(checkpoint, config, Precision.FLOAT32)) {
      assertThat(model.weights().names()).isEqualTo(checkpoint.tensors().keySet());
      assertThat(config.linearLayers()).isEqualTo(model.linearLayers());
    }
    for (String name : checkpoint.tensors().keySet()) {
      assertThatThrownBy(() -> DecoderWeights.require(without(checkpoint, name), config))
          .hasMessageContaining("holds no tensor " + name);
    }
  }

  /** Without each of its tensors in turn: the plan says what the trial says, or neither minds. */
  private static void assertEachIsMissed(
      Checkpoint checkpoint, Consumer<Checkpoint> outline, Consumer<Checkpoint> load) {
    for (String name : checkpoint.tensors().keySet()) {
      Checkpoint damaged = without(checkpoint, name);
      assertThat(message(() -> outline.accept(damaged)))
          .as(name)
          .isEqualTo(message(() -> load.accept(damaged)));
    }
  }

  private static String message(ThrowingCallable call) {
    @Nullable Throwable thrown = catchThrowable(call);
    return thrown == null ? "none" : String.valueOf(thrown.getMessage());
  }

  private static Checkpoint without(Checkpoint checkpoint, String name) {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
    tensors.remove(name);
    return new Checkpoint(checkpoint.source(), tensors, checkpoint.metadata());
  }
}
