package org.dashsweep.adapter.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.tensor.TensorBytes;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against adapters that PEFT saved. */
@Tag("native")
final class PeftAdapterTest {
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String CONFIG = "adapter_config.json";
  private static final String Q_PROJ = "base_model.model.model.layers.0.self_attn.q_proj.";

  private final Path folder;

  PeftAdapterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  private static Path saved(String method) {
    return TracedLlama.resource("adapter/peft/" + method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "dora"})
  void anAdapterOfPeftGivesTheLogitsItGaveThere(String method) {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TracedLlama.load()) {
      AdapterSet adapters = new AdapterSet(scope);
      Method restored = PeftAdapter.read(saved(method)).attach(adapters, base);
      assertThat(restored.name()).isEqualTo(method);
      assertThat(adapters.layers()).hasSize(15);
      assertThat(TracedLlama.logits(method, base, adapters))
          .containsExactly(TracedLlama.expectedLogits(method), within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "dora"})
  void whatIsWrittenIsWhatPeftWrites(String method) throws IOException {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TracedLlama.load()) {
      AdapterSet adapters = new AdapterSet(scope);
      Method restored = PeftAdapter.read(saved(method)).attach(adapters, base);
      PeftAdapter.write(
          folder,
          restored.plain(scope, adapters).orElseThrow(),
          new AdaptedModel(base, "llama2-tiny", TaskType.CAUSAL_LM, Map.of()));
    }
    assertThat(folder.resolve(WEIGHTS)).hasSameBinaryContentAs(saved(method).resolve(WEIGHTS));
    JsonNode written = json(folder);
    JsonNode expected = json(saved(method));
    assertThat(expected.fieldNames()).toIterable().containsAll(keys(written));
    written
        .properties()
        .forEach(
            entry -> {
              JsonNode value = expected.path(entry.getKey());
              if (value.isArray()) {
                // PEFT keeps a set: its order is by chance.
                assertThat(entry.getValue()).containsExactlyInAnyOrderElementsOf(value);
              } else {
                assertThat(entry.getValue()).as(entry.getKey()).isEqualTo(value);
              }
            });
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static JsonNode json(Path directory) throws IOException {
    return new JsonMapper().readTree(directory.resolve(CONFIG).toFile());
  }

  /** Of a classifier, whose encoder is named, whether the checkpoint names it or not. */
  @Test
  void aClassifiersAdapterCarriesItsHead() {
    Dora dora = new Dora(new Lora(2, 3.5, 0.25, new TargetModules(List.of("dense", "query"))));
    try (TensorScope scope = TensorScope.open();
        BertModel base = TinyBert.load();
        EncoderClassifier model = TinyBert.classifier(base, dora)) {
      TinyBert.randomise(model);
      PeftAdapter.write(
          folder,
          dora.plain(scope, model.adapters()).orElseThrow(),
          new AdaptedModel(base, null, TaskType.SEQ_CLS, model.head()));
      PeftAdapter read = PeftAdapter.read(folder);
      assertThat(read.config())
          .isEqualTo(
              new PeftConfig(
                  null,
                  TaskType.SEQ_CLS,
                  dora.plain(scope, model.adapters()).orElseThrow().form(),
                  List.of("query", "attention.output.dense", "intermediate.dense", "output.dense"),
                  List.of("classifier")));
      assertThat(read.config().form().values())
          .containsEntry("r", 2)
          .containsEntry("lora_alpha", 3.5)
          .containsEntry("lora_dropout", 0.25)
          .containsEntry("use_dora", true)
          .containsEntry("use_rslora", false);
      assertThat(read.weights().tensors())
          .hasSize(2 * 4 * 3 + 2)
          .containsKeys(
              "base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight",
              "base_model.model.bert.encoder.layer.1.output.dense.lora_magnitude_vector",
              "base_model.model.classifier.weight");
      assertThat(read.modules().keySet()).containsExactly("classifier.bias", "classifier.weight");

      AdapterSet adapters = new AdapterSet(scope);
      Method method = read.attach(adapters, base);
      assertThat(method).isInstanceOf(Dora.class);
      assertThat(adapters.trainedByName().keySet())
          .containsExactlyElementsOf(model.adapters().trainedByName().keySet());
      assertThat(bytes(adapters)).isEqualTo(bytes(model.adapters()));
    }
  }

  private static Map<String, ByteBuffer> bytes(AdapterSet adapters) {
    Map<String, ByteBuffer> bytes = new TreeMap<>();
    adapters.byName().forEach((name, tensor) -> bytes.put(name, TensorBytes.of(tensor)));
    return bytes;
  }

  @Test
  void aRankStabilisedAdapterIsScaledByTheRootOfItsRank() throws IOException {
    copy("lora");
    replace("\"use_rslora\": false", "\"use_rslora\": true");
    assertThat(attached())
        .isInstanceOfSatisfying(
            Lora.class,
            lora -> {
              assertThat(lora.scaling()).isCloseTo(8 / Math.sqrt(4), within(1e-12));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"peft_type\": \"LOHA\"",
        "\"bias\": \"all\"",
        "\"fan_in_fan_out\": true",
        "\"rank_pattern\": {\"q_proj\": 0}",
        "\"rank_pattern\": {\"layers.*q_proj\": 4}",
        "\"alpha_pattern\": {\"q_proj\": -1}",
        "\"init_lora_weights\": \"pissa\"",
        "\"lora_bias\": true",
        "\"use_qalora\": true",
        "\"target_parameters\": [\"x\"]",
        "\"layer_replication\": [[0, 2]]",
        "\"kasa_config\": {\"beta\": 1}",
        "\"trainable_token_indices\": [1]",
        "\"r\": 0",
        "\"r\": 4.5",
        "\"lora_alpha\": 0",
        "\"lora_dropout\": 1.0",
        "\"task_type\": \"CLS\"",
        "\"use_dora\": \"yes\"",
        "\"target_modules\": [1]",
      })
  void aConfigurationThatIsNotKnownIsRefusedByName(String setting) throws IOException {
    copy("lora");
    String key = setting.substring(0, setting.indexOf(':'));
    String text = Files.readString(folder.resolve(CONFIG));
    Files.writeString(
        folder.resolve(CONFIG),
        text.replaceFirst(key + ": (\\[[^]]*]|[^,\n]*)", setting.replace("$", "\\$")));
    assertThat(Files.readString(folder.resolve(CONFIG))).isNotEqualTo(text);
    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(CONFIG, "is not usable: " + key.replace("\"", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rank_pattern|{\"q_proj\": 8}|gives model.layers.0.self_attn.q_proj a rank of its own by",
        "alpha_pattern|{\"layers.1.self_attn.v_proj\": 8.0001}|scales model.layers.1.self_attn.v_",
        "alpha_pattern|{\"^model.layers.1.self_attn.v_proj\": 16}|scales model.layers.1.self_attn."
      })
  void aLayerWithARankOrScalingOfItsOwnIsRefused(String key, String value, String expected)
      throws IOException {
    copy("lora");
    replace("\"%s\": {}".formatted(key), "\"%s\": %s".formatted(key, value));
    assertThatThrownBy(this::attached)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(WEIGHTS, expected, key + " in adapter_config.json");
  }

  @Test
  void patternsThatSayWhatHoldsOfAllAreNoneOfIts() throws IOException {
    copy("lora");
    replace("\"rank_pattern\": {}", "\"rank_pattern\": {\"q_proj\": 4, \"lm_head\": 64}");
    replace("\"alpha_pattern\": {}", "\"alpha_pattern\": {\"v_proj\": 8.000001, \"^q_proj\": 1}");
    assertThat(attached()).isInstanceOf(Lora.class);
  }

  /** An adapter of two layers that PEFT saved with {@code safe_serialization=False}. */
  @Test
  void readsTheTensorsOfOlderVersions() throws IOException {
    copy("lora");
    Files.delete(folder.resolve(WEIGHTS));
    for (String file : List.of(CONFIG, "adapter_model.bin")) {
      Files.write(folder.resolve(file), Files.readAllBytes(saved("pytorch").resolve(file)));
    }
    PeftAdapter former = PeftAdapter.read(folder);

    assertThat(former.weights().source()).endsWith("adapter_model.bin");
    assertThat(former.factors()).hasSize(4);
    double sum =
        former.factors().values().stream()
            .flatMapToDouble(
                tensors -> {
                  StoredTensor b = Objects.requireNonNull(tensors.get(Lora.B.name()));
                  return IntStream.range(0, (int) b.elements())
                      .mapToDouble(i -> Math.abs(b.toFloats()[i]));
                })
            .sum();
    assertThat(sum).as("as PEFT loads it").isCloseTo(6.26, within(0.005));
  }

  @Test
  void prefersSafetensors() throws IOException {
    copy("lora");
    Files.writeString(folder.resolve("adapter_model.bin"), "no pickle");
    assertThat(attached()).isInstanceOf(Lora.class);
    Files.delete(folder.resolve(WEIGHTS));
    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("adapter_model.bin is not what torch.save writes");
    Files.delete(folder.resolve("adapter_model.bin"));
    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(WEIGHTS + " does not exist");
  }

  @Test
  void aFeatureOfALaterVersionIsRefusedOnlyWhereItIsUsed() throws IOException {
    copy("lora");
    replace("\"r\": 4,", "\"r\": 4, \"use_later\": false, \"later_config\": null,");
    assertThat(attached()).isInstanceOf(Lora.class);
    replace("\"use_later\": false", "\"use_later\": true");
    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .hasMessageContaining("use_later asks for a feature that is not supported: true");
  }

  @Test
  void tensorsThatDoNotFitAreRefusedByName() {
    assertRefused(
        "has no model.layers.0.self_attn.q_proj.lora_B",
        tensors -> tensors.remove(Q_PROJ + "lora_B.weight"));
    assertRefused(
        "adapts self_attn.q_proj in some blocks only: it has no tensors for"
            + " model.layers.0.self_attn.q_proj",
        tensors -> tensors.keySet().removeIf(name -> name.startsWith(Q_PROJ)));
    assertRefused(
        "has no tensors for the target module q_proj",
        tensors -> tensors.keySet().removeIf(name -> name.contains(".q_proj.")));
    assertRefused(
        "adapts model.layers.9.self_attn.q_proj, which the base does not have",
        tensors ->
            List.of("lora_A.weight", "lora_B.weight")
                .forEach(part -> rename(tensors, part, Q_PROJ.replace("0", "9") + part)));
    assertRefused(
        "has a tensor lm_head.weight, which is no part of a LoRA",
        tensors -> rename(tensors, "lora_A.weight", "base_model.model.lm_head.weight"));
    assertRefused(
        "has a tensor transformer.x, whose name",
        tensors -> rename(tensors, "lora_A.weight", "transformer.x"));
    assertRefused(
        "has %slora_A.weight of shape [48, 4] where r in adapter_config.json asks for [4, in]"
            .formatted(Q_PROJ),
        tensors -> rename(tensors, "lora_B.weight", Q_PROJ + "lora_A.weight"));
    assertRefused(
        "does not fit the base model: lora_B of model.layers.0.self_attn.q_proj has shape [4, 4]"
            + " instead of [48, 4]",
        tensors ->
            tensors.put(
                Q_PROJ + "lora_B.weight",
                new StoredTensor(
                    ElementType.FLOAT32, List.of(4L, 4L), ByteBuffer.allocate(4 * 4 * 4))));
    assertRefused(
        "has %slora_A.weight as INT32, which is no format of weights".formatted(Q_PROJ),
        tensors -> {
          StoredTensor a = Objects.requireNonNull(tensors.get(Q_PROJ + "lora_A.weight"));
          tensors.put(
              Q_PROJ + "lora_A.weight", new StoredTensor(ElementType.INT32, a.shape(), a.bytes()));
        });
    assertRefused(
        "has %slora_A.weight of shape [] where".formatted(Q_PROJ),
        tensors ->
            tensors.put(
                Q_PROJ + "lora_A.weight",
                new StoredTensor(ElementType.FLOAT32, List.of(), ByteBuffer.allocate(4))));
    assertRefused(
        "has magnitudes for model.layers.0.self_attn.q_proj, but use_dora is false",
        tensors ->
            tensors.put(Q_PROJ + "lora_magnitude_vector", tensors.get(Q_PROJ + "lora_A.weight")));
    assertRefused("adapts nothing", Map::clear);
  }

  /** Memory is taken for what the file holds, not for what the configuration says. */
  @Test
  void aRankThatTheTensorsDoNotHaveIsRefused() throws IOException {
    copy("lora");
    replace("\"r\": 4,", "\"r\": 2000000000,");
    assertThatThrownBy(this::attached)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(
            WEIGHTS, "where r in adapter_config.json asks for [2000000000, in]");
  }

  private void assertRefused(String message, Consumer<Map<String, StoredTensor>> edit) {
    copy("lora");
    Map<String, StoredTensor> tensors =
        new TreeMap<>(SafetensorsReader.read(folder.resolve(WEIGHTS)).tensors());
    edit.accept(tensors);
    SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of());
    assertThatThrownBy(this::attached)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(WEIGHTS, message);
  }

  private static void rename(Map<String, StoredTensor> tensors, String part, String name) {
    StoredTensor tensor = tensors.get(Q_PROJ + part);
    assertThat(tensor).isNotNull();
    tensors.put(name, tensor);
  }

  private Method attached() {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TracedLlama.load()) {
      return PeftAdapter.read(folder).attach(new AdapterSet(scope), base);
    }
  }

  private void copy(String method) {
    try {
      for (String file : List.of(CONFIG, WEIGHTS)) {
        Files.write(folder.resolve(file), Files.readAllBytes(saved(method).resolve(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void replace(String original, String changed) throws IOException {
    Path file = folder.resolve(CONFIG);
    String text = Files.readString(file);
    assertThat(text).contains(original);
    Files.writeString(file, text.replace(original, changed));
  }
}
