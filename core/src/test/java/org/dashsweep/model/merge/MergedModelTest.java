package org.dashsweep.model.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.BitFit;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.FullFineTuning;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Ia3Rows;
import org.dashsweep.adapter.Liera;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Ssb;
import org.dashsweep.adapter.Ssl;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.peft.AdaptedModel;
import org.dashsweep.adapter.peft.AdapterDirectory;
import org.dashsweep.adapter.peft.TaskType;
import org.dashsweep.adapter.peft.TracedLlama;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.model.catalogue.TinyDecoder;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
final class MergedModelTest {
  private static final long ALL = Long.MAX_VALUE;
  private static final String DOWN = "model.layers.2.mlp.down_proj.weight";

  private final Path folder;
  private final HuggingFaceDirectory tiny = HuggingFaceDirectory.read(TracedLlama.directory());

  MergedModelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  private static AdapterDirectory saved(String method) {
    return AdapterDirectory.read(TracedLlama.resource("adapter/peft/" + method));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "dora"})
  void givesTheLogitsThatPeftGivesWithTheAdapter(String method) {
    MergedModel.write(folder, tiny.checkpoint(), tiny.config(), saved(method), 100_000);
    HuggingFaceDirectory merged = HuggingFaceDirectory.read(folder);
    assertThat(folder).isDirectoryContaining("glob:**model-00004-of-*");
    assertThat(merged.config()).isEqualTo(tiny.config());
    try (TensorScope scope = TensorScope.open();
        DecoderModel model = TracedLlama.load(merged.checkpoint(), merged.config())) {
      assertThat(TracedLlama.logits(method, model, new AdapterSet(scope)))
          .containsExactly(TracedLlama.expectedLogits(method), within(1e-4f));
    }
    merged
        .checkpoint()
        .tensors()
        .forEach(
            (name, tensor) -> {
              boolean adapted = name.matches(".*(q|k|v|up|down)_proj.weight");
              boolean same = tensor.equals(tiny.checkpoint().tensor(name));
              assertThat(same).as(name).isEqualTo(!adapted);
            });
  }

  /** The sum is rounded to the nearest number of the type, once. */
  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void aBaseInSixteenBitsStaysOne(ElementType type) {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>();
    tiny.checkpoint()
        .tensors()
        .forEach((name, tensor) -> tensors.put(name, narrowed(tensor, type)));
    Checkpoint narrow = new Checkpoint("narrow", tensors, Map.of());
    MergedModel.write(folder, narrow, tiny.config(), saved("lora"), ALL);

    StoredTensor merged = HuggingFaceDirectory.read(folder).checkpoint().tensor(DOWN);
    assertThat(merged.type()).isEqualTo(type);
    float[] weight = narrow.tensor(DOWN).toFloats();
    float[] change = change();
    float[] actual = merged.toFloats();
    int moved = 0;
    for (int i = 0; i < actual.length; i++) {
      float exact = weight[i] + change[i];
      // Half a unit in the last place, and what float32 sums differ by.
      double unit = Math.ulp(exact) * (type == ElementType.BFLOAT16 ? 0x1p16 : 0x1p13);
      assertThat((double) actual[i]).isCloseTo(exact, within(0.501 * Math.max(unit, 0x1p-24)));
      moved += actual[i] == weight[i] ? 0 : 1;
    }
    assertThat(moved).isGreaterThan(actual.length / 2);
  }

  private static float[] change() {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TracedLlama.load()) {
      AdapterSet adapters = new AdapterSet(scope);
      Method method = saved("lora").attach(adapters, base);
      LinearLayer layer =
          adapters.layers().stream()
              .filter(candidate -> candidate.name().equals("2.mlp.down_proj"))
              .findFirst()
              .orElseThrow();
      return method.weightChange(scope, adapters, base, layer).floats();
    }
  }

  /** By cutting bits off: any number of the type will do as a base. */
  private static StoredTensor narrowed(StoredTensor tensor, ElementType type) {
    float[] values = tensor.toFloats();
    ByteBuffer bytes = ByteBuffer.allocateDirect(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      int bits = Float.floatToIntBits(value);
      if (type == ElementType.BFLOAT16) {
        bytes.putShort((short) (bits >>> 16));
      } else {
        int exponent = ((bits >>> 23) & 0xff) - 127 + 15;
        int half = exponent <= 0 ? 0 : (exponent << 10) | ((bits >>> 13) & 0x3ff);
        bytes.putShort((short) (((bits >>> 16) & 0x8000) | half));
      }
    }
    return new StoredTensor(type, tensor.shape(), bytes.flip());
  }

  /** Changes of W that PEFT has no form for, and of the base's tensors themselves. */
  static Stream<Method> changesOfBase() {
    return Stream.of(
        new FullFineTuning(),
        new BitFit(),
        new Ia3Rows(TargetModules.all()),
        new Ssl(TargetModules.all()),
        new Ssb(new TargetModules(List.of("all-keys", "all-values", "all-down"))),
        new Liera(2, 4, TargetModules.all()));
  }

  /** A model with biases, projections that lie joined in memory, and a tied head. */
  @ParameterizedTest
  @MethodSource("changesOfBase")
  void aDecoderIsMergedWithWhatTrainedOfIt(Method method) {
    TinyDecoder qwen = TinyDecoder.of(TinyDecoder.QWEN2);
    List<CausalBatch.Sequence> texts = List.copyOf(qwen.sequences(3));
    float[] expected = decoderState(qwen, method, texts);
    Checkpoint base = qwen.directory().checkpoint();
    MergedModel.write(folder, base, qwen.directory().config(), AdapterDirectory.read(folder), ALL);
    Checkpoint merged = HuggingFaceDirectory.read(folder).checkpoint();
    assertThat(merged.tensors().keySet()).isEqualTo(base.tensors().keySet());
    assertThat(merged.tensors()).isNotEqualTo(base.tensors());
    try (TensorScope scope = TensorScope.open();
        DecoderModel model = DecoderModel.load(merged, qwen.config(), Precision.FLOAT32)) {
      assertThat(logits(scope, model, new AdapterSet(scope), texts))
          .containsExactly(expected, within(1e-5f));
    }
  }

  /** Writes the state of a method whose tensors have moved, and returns what it computes. */
  private float[] decoderState(TinyDecoder tiny, Method method, List<CausalBatch.Sequence> texts) {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = tiny.load(Precision.FLOAT32)) {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 1);
      float[] before = logits(scope, base, adapters, texts);
      Random random = new Random(4);
      for (Tensor tensor : adapters.trained()) {
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
          values[i] += (float) (0.1 * random.nextGaussian());
        }
        tensor.set(values);
      }
      float[] after = logits(scope, base, adapters, texts);
      assertThat(after).isNotEqualTo(before);
      AdapterDirectory.write(
          folder,
          method,
          adapters,
          new AdaptedModel(base, null, TaskType.CAUSAL_LM, Map.of()),
          Map.of());
      return after;
    }
  }

  private static float[] logits(
      TensorScope scope, DecoderModel base, AdapterSet adapters, List<CausalBatch.Sequence> texts) {
    try (DecoderLanguageModel model = new DecoderLanguageModel(scope, base, adapters, 0)) {
      return model.logits(scope, CausalBatch.of(texts)).floats();
    }
  }

  /** The float32 masters of a base in bfloat16 are rounded once. */
  @Test
  void whatTrainedOfABaseInSixteenBitsIsRounded() {
    TinyDecoder qwen = TinyDecoder.of(TinyDecoder.QWEN2);
    decoderState(qwen, new FullFineTuning(), List.copyOf(qwen.sequences(1)));
    AdapterDirectory trained = AdapterDirectory.read(folder);
    TreeMap<String, StoredTensor> tensors = new TreeMap<>();
    qwen.directory()
        .checkpoint()
        .tensors()
        .forEach((name, tensor) -> tensors.put(name, narrowed(tensor, ElementType.BFLOAT16)));
    Checkpoint narrow = new Checkpoint("narrow", tensors, Map.of());
    MergedModel.write(folder, narrow, qwen.directory().config(), trained, ALL);
    StoredTensor merged = HuggingFaceDirectory.read(folder).checkpoint().tensor(DOWN);
    assertThat(merged.type()).isEqualTo(ElementType.BFLOAT16);
    float[] exact = Objects.requireNonNull(trained.baseChanges().replaced().get(DOWN)).toFloats();
    float[] actual = merged.toFloats();
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(exact[i], within(Math.ulp(exact[i]) * 0x1p15f));
    }
  }

  @Test
  void aStateThatDoesNotSayWhatItChangesIsRefused() {
    TinyDecoder qwen = TinyDecoder.of(TinyDecoder.QWEN2);
    decoderState(qwen, new BitFit(), List.copyOf(qwen.sequences(1)));
    Path file = folder.resolve("dash_sweep.safetensors");
    Checkpoint state = SafetensorsReader.read(file);
    TreeMap<String, String> metadata = new TreeMap<>(state.metadata());
    metadata.remove("base");
    SafetensorsWriter.write(file, new TreeMap<>(state.tensors()), metadata);
    AdapterDirectory older = AdapterDirectory.read(folder);
    assertThatThrownBy(older::baseChanges)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("metadata base is missing, as in files of earlier versions");
  }

  @Test
  void aClassifierIsMergedWithItsHead() throws IOException {
    List<EncodedExample> examples = TinyBert.examples(5);
    for (Method method :
        List.of(
            new HeadOnly(),
            new Dora(new Lora(2, 4, 0, TargetModules.all())),
            new FullFineTuning(),
            new BitFit(),
            new Ia3Rows(TargetModules.all()),
            new Ssl(TargetModules.all()),
            new Ssb(TargetModules.all()),
            new Liera(2, 4, TargetModules.all()))) {
      // Files of another method beside it would be read too.
      Path own = Files.createDirectory(folder.resolve(method.name()));
      float[] expected;
      try (BertModel base = TinyBert.load();
          EncoderClassifier model = TinyBert.classifier(base, method)) {
        TinyBert.randomise(model);
        expected = TinyBert.logits(model, examples);
        AdapterDirectory.write(
            own,
            method,
            model.adapters(),
            new AdaptedModel(base, null, TaskType.SEQ_CLS, model.head()),
            Map.of());
      }
      JsonNode config = TinyBert.config();
      MergedModel.write(own, TinyBert.checkpoint(), config, AdapterDirectory.read(own), ALL);
      Checkpoint merged = HuggingFaceDirectory.read(own).checkpoint();
      assertThat(merged.tensors())
          .hasSize(TinyBert.checkpoint().tensors().size() + 2)
          .containsKeys("classifier.weight", "bert.encoder.layer.1.output.dense.weight");
      try (BertModel base = TinyBert.load(merged);
          EncoderClassifier model = TinyBert.classifier(base, new HeadOnly())) {
        assertThat(TinyBert.logits(model, examples)).containsExactly(expected, within(2e-5f));
      }
    }
  }

  @Test
  void anAdapterOfAnotherModelIsRefused() {
    TreeMap<String, StoredTensor> without = new TreeMap<>(tiny.checkpoint().tensors());
    without.remove(DOWN);
    assertRefused(without, "small has no " + DOWN + ", which the adapter changes");
    TreeMap<String, StoredTensor> turned = new TreeMap<>(tiny.checkpoint().tensors());
    StoredTensor down = tiny.checkpoint().tensor(DOWN);
    turned.put(DOWN, new StoredTensor(down.type(), List.of(112L, 48L), down.bytes()));
    assertRefused(
        turned,
        "small has model.layers.2.mlp.down_proj.weight of shape [112, 48], which an adapter of"
            + " shapes [48, 4] and [4, 112] does not fit");
  }

  private void assertRefused(SortedMap<String, StoredTensor> tensors, String message) {
    Checkpoint small = new Checkpoint("small", tensors, Map.of());
    assertThatThrownBy(() -> MergedModel.write(folder, small, tiny.config(), saved("lora"), ALL))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(message);
    assertThat(folder).isEmptyDirectory();
  }
}
