package org.dashsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.source.TinyLlama;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An adapter's whole modules are used, the base's own, or refused by name. */
final class InitialAdapterTest {
  private static final String PREFIX = "base_model.model.";
  private static final String Q_PROJ = PREFIX + "model.layers.0.self_attn.q_proj.";
  private static final StoredTensor HEAD = TinyLlama.read().tensor("lm_head.weight");

  private final Path folder;

  InitialAdapterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void configure() throws IOException {
    configure("\"lm_head\"");
  }

  private void configure(String modulesToSave) throws IOException {
    Files.writeString(
        folder.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 4, \"modules_to_save\": [%s]}"
            .formatted(modulesToSave));
  }

  @Test
  void goesOnWithACopyOfTheBasesHeadAndSaysSo() {
    write(Map.of("lm_head.weight", HEAD));
    assertThat(InitialAdapter.remarks(config(), Locations.WORKING_DIRECTORY))
        .containsExactly(
            folder + " holds lm_head.weight as the base has it, so that the base's is used");
  }

  /** PEFT adds embeddings that it finds changed in size, named by no module to save. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\"lm_head\""})
  void refusesAnotherHeadByName(String modulesToSave) throws IOException {
    configure(modulesToSave);
    float[] values = HEAD.toFloats();
    values[values.length - 1] += 1e-3f;
    write(Map.of("lm_head.weight", floats(HEAD.shape(), values)));
    assertRefused("lm_head.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "score.weight, 2",
    "model.embed_tokens.weight, 3",
    "model.layers.0.self_attn.q_proj.lora_embedding_A, 4",
    "model.layers.0.self_attn.q_proj.lora_B.bias, 5",
    "model.embed_tokens.token_adapter.trainable_tokens_delta, 6",
    "model.norm.weight, 7"
  })
  void refusesWhateverElseWasTrained(String name, int elements) {
    write(Map.of(name, floats(List.of((long) elements), new float[elements])));
    assertRefused(name);
  }

  @Test
  void takesACopyInAnotherPrecisionForACopy() throws IOException {
    configure("");
    StoredTensor norm = TinyLlama.read().tensor("model.norm.weight");
    float[] values = norm.toFloats();
    ByteBuffer doubles =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      doubles.putDouble(value);
    }
    write(
        Map.of(
            "model.norm.weight",
            new StoredTensor(ElementType.FLOAT64, norm.shape(), doubles.flip())));
    assertThatCode(this::read).doesNotThrowAnyException();
  }

  private void assertRefused(String name) {
    assertThatThrownBy(this::read)
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "%s holds a trained %s, which no trial has a place for; merge the adapter into its base with PEFT's merge_and_unload and name the result as model"
                .formatted(folder, name));
  }

  private InitialAdapter read() {
    return InitialAdapter.read(config(), Locations.WORKING_DIRECTORY).orElseThrow();
  }

  private TrialConfig config() {
    return new TrialConfig(
        new TreeMap<>(
            Map.of(
                "model",
                ModelSource.TINY_LLAMA,
                InitialAdapter.PARAMETER.name(),
                folder.toString())));
  }

  private void write(Map<String, StoredTensor> modules) {
    Map<String, StoredTensor> tensors = new TreeMap<>();
    tensors.put(Q_PROJ + "lora_A.weight", floats(List.of(2L, 4L), new float[8]));
    tensors.put(Q_PROJ + "lora_B.weight", floats(List.of(4L, 2L), new float[8]));
    modules.forEach((name, tensor) -> tensors.put(PREFIX + name, tensor));
    SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of());
  }

  private static StoredTensor floats(List<Long> shape, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(ElementType.FLOAT32, shape, bytes);
  }
}
