package org.dashsweep.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dashsweep.model.catalogue.TinyDecoder;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That LoRA is PEFT's and LoRA-Dash its authors', by training as they did. */
@Tag("native")
final class TraceReplayTest {
  private static final int LAYERS = 3 * 5;
  private static final int DIRECTIONS = 8;

  private final Path folder;

  TraceReplayTest(@TempDir Path folder) {
    this.folder = folder;
    ModelCopy.of("llama2-tiny", folder);
    for (String file :
        new String[] {
          "trace.json",
          "trace-lora.safetensors",
          "trace-dora.safetensors",
          "trace-lora-dash.safetensors"
        }) {
      ModelCopy.copy("traces/" + file, folder.resolve(file));
    }
  }

  @Test
  void trainsLoraAsPeftDoes() {
    Verification verification = replay("lora");

    assertThat(verification.passed()).isTrue();
    assertThat(kinds(verification))
        .isEqualTo(
            Map.of(
                "loss", 1L, "lr", 1L, "grad_norm", 1L, "logits", 1L, "lora_A", 15L, "lora_B", 15L));
  }

  @Test
  void trainsDoraAsPeftDoes() {
    Verification verification = replay("dora");

    assertThat(verification.passed()).isTrue();
    assertThat(kinds(verification)).containsEntry("lora_magnitude_vector", (long) LAYERS);
  }

  @Test
  void trainsLoraDashAsItsAuthorsDo() {
    Verification verification = replay("lora-dash");

    assertThat(verification.passed()).isTrue();
    Map<String, Long> kinds = kinds(verification);
    for (String kind : new String[] {"lora_A", "lora_B", "delta_w", "delta_sigma", "u", "vt"}) {
      assertThat(kinds).containsEntry(kind, (long) LAYERS);
    }
  }

  /** Biases stay outside of what DoRA rescales; norms of heads and windows have their gradients. */
  @ParameterizedTest
  @CsvSource({
    TinyDecoder.MISTRAL + ",lora,14",
    TinyDecoder.QWEN2 + ",lora,21",
    TinyDecoder.QWEN2 + ",dora,21",
    TinyDecoder.QWEN3 + ",lora,14"
  })
  void trainsOtherFamiliesAsPeftDoes(String model, String method, long layers) {
    Path directory = TinyDecoder.path(model);

    Verification verification =
        Verifier.verifyTrace(directory, directory.resolve("trace-" + method + ".safetensors"));

    assertThat(verification.checks()).filteredOn(TensorCheck::failed).isEmpty();
    assertThat(kinds(verification))
        .containsEntry("loss", 1L)
        .containsEntry("grad_norm", 1L)
        .containsEntry("logits", 1L)
        .containsEntry("lora_B", layers);
  }

  private static Map<String, Long> kinds(Verification verification) {
    return verification.checks().stream()
        .map(check -> (TensorCheck.Compared) check)
        .collect(
            Collectors.groupingBy(
                check -> check.name().substring(check.name().lastIndexOf('.') + 1),
                Collectors.counting()));
  }

  @Test
  void directionsMayHaveTheirSignsTurned() {
    String layer = "final.model.layers.1.self_attn.v_proj.";
    Map<String, StoredTensor> tensors =
        new TreeMap<>(SafetensorsReader.read(trace("lora-dash")).tensors());
    negate(tensors, layer + "u", IntStream.range(0, 48).map(row -> row * DIRECTIONS));
    negate(tensors, layer + "vt", IntStream.range(0, 48));
    SafetensorsWriter.write(trace("lora-dash"), tensors, Map.of());

    assertThat(replay("lora-dash").passed()).isTrue();
  }

  private static void negate(Map<String, StoredTensor> tensors, String name, IntStream elements) {
    StoredTensor tensor = Objects.requireNonNull(tensors.get(name));
    float[] values = tensor.toFloats();
    elements.forEach(i -> values[i] = -values[i]);
    tensors.put(name, ModelCopy.floats(tensor.shape(), values));
  }

  @Test
  void failsForALaunchAtAnotherStep() throws IOException {
    replaceInSettings("\"t\": 5", "\"t\": 6");

    assertThat(replay("lora-dash").checks())
        .filteredOn(TensorCheck::failed)
        .extracting(TensorCheck::name)
        .contains("loss", "grad_norm", "final.model.layers.0.mlp.down_proj.delta_w");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"lr\": 0.01', '\"lr\": 0.0101', lr",
    "'\"alpha\": 8', '\"alpha\": 9', loss",
    "'beta2 0.999', 'beta2 0.99', final.model.layers.0.self_attn.q_proj.lora_B",
    "'\"max_grad_norm\": 1.0', '\"max_grad_norm\": 0.5', final.logits"
  })
  void failsForOtherSettings(String original, String changed, String failing) throws IOException {
    replaceInSettings(original, changed);

    assertThat(replay("lora").checks())
        .filteredOn(TensorCheck::failed)
        .extracting(TensorCheck::name)
        .contains(failing);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"v_proj\"', '\"w_proj\"', 'does not fit the model: target-modules names w_proj'",
    "'\"s\": 8', '\"s\": 800', 'does not fit the model: directions must be at most 48'",
    "'\"rank\": 4', '\"rank\": 0', 'rank must be a whole number above 0'",
    "'linear, warmup', 'cosine, warmup', 'schedule must be of the form linear'",
    "'\"dropout\": 0.0', '\"dropout\": 0.1', 'dropout must be 0'"
  })
  void saysWhatIsWrongWithSettings(String original, String changed, String message)
      throws IOException {
    replaceInSettings(original, changed);

    assertThatThrownBy(() -> replay("lora-dash")).hasMessageContainingAll("trace.json", message);
  }

  @Test
  void namesAMethodThatItCannotReplay() {
    ModelCopy.copy("traces/trace-lora.safetensors", folder.resolve("trace-verra.safetensors"));
    assertThatThrownBy(() -> replay("verra"))
        .hasMessageContainingAll(
            "trace-verra.safetensors", "method verra", "lora, dora, lora-dash");
  }

  @Test
  void failsForATraceOfAnotherMethod() {
    ModelCopy.copy("traces/trace-lora-dash.safetensors", folder.resolve("trace-lora.safetensors"));

    assertThat(replay("lora").checks())
        .filteredOn(check -> check.name().endsWith("delta_sigma"))
        .hasSize(LAYERS)
        .allMatch(TensorCheck::failed);
  }

  private Verification replay(String method) {
    return Verifier.verifyTrace(folder, trace(method));
  }

  private Path trace(String method) {
    return folder.resolve("trace-" + method + ".safetensors");
  }

  private void replaceInSettings(String original, String changed) throws IOException {
    Path file = folder.resolve("trace.json");
    String text = Files.readString(file);
    assertThat(text).contains(original);
    Files.writeString(file, text.replace(original, changed));
  }
}
