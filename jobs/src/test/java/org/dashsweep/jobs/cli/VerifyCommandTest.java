package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
final class VerifyCommandTest {
  /** The tests of core bring the model; it is large enough not to be copied. */
  private static final Path ORIGINAL =
      Path.of("../core/src/test/resources/org/dashsweep/verification/bert-tiny");

  private final Path model;

  VerifyCommandTest(@TempDir Path model) throws IOException {
    this.model = model;
    for (String file : new String[] {"config.json", "model.safetensors", "reference.safetensors"}) {
      Files.copy(ORIGINAL.resolve(file), model.resolve(file));
    }
  }

  @Test
  void printsEveryTensorAndEndsWithZeroWithinTolerance() {
    Console console = Console.of("verify", model.toString());

    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isZero();
    assertThat(console.out())
        .containsPattern(
            "hidden\\.3 +\\[4, 17, 48] +[0-9.]+e-0\\d +[0-9.]+e-0\\d +1e-4 \\+ 1e-5 relative +ok")
        .contains("grad.classifier.weight", "All is within tolerance");
  }

  @Test
  void printsJson() throws IOException {
    Console console = Console.of("verify", model.toString(), "--json");

    JsonNode root = new JsonMapper().readTree(console.out());
    assertThat(root.get("passed").booleanValue()).isTrue();
    JsonNode logits = root.get("tensors").get(4);
    assertThat(logits.get("name").textValue()).isEqualTo("logits");
    assertThat(logits.get("shape").toString()).isEqualTo("[4,3]");
    assertThat(logits.get("largestAbsoluteDifference").doubleValue()).isBetween(0.0, 1e-5);
    assertThat(logits.get("result").textValue()).isEqualTo("within tolerance");
  }

  @Test
  void endsWithOneBeyondTolerance() {
    Path reference = model.resolve("reference.safetensors");
    Map<String, StoredTensor> tensors = new TreeMap<>(SafetensorsReader.read(reference).tensors());
    tensors.computeIfPresent("logits", (name, logits) -> withFirstChanged(logits));
    SafetensorsWriter.write(reference, tensors, Map.of());

    Console console = Console.of("verify", model.toString());

    assertThat(console.exitCode()).isEqualTo(1);
    assertThat(console.out())
        .containsPattern("logits .* BEYOND")
        .contains("1 of 10 tensors beyond tolerance");
  }

  private static StoredTensor withFirstChanged(StoredTensor tensor) {
    float[] values = tensor.toFloats();
    values[0] += 1e-3f;
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(tensor.type(), tensor.shape(), bytes);
  }

  @Test
  void endsWithTwoForAModelThatIsNotWhole() throws IOException {
    Files.delete(model.resolve("reference.safetensors"));

    Console console = Console.of("verify", model.toString());

    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("reference.safetensors does not exist");
  }

  @Test
  void replaysATrace() {
    Path base = ORIGINAL.resolveSibling("llama2-tiny");
    Path trace = ORIGINAL.resolveSibling("traces").resolve("trace-lora-dash.safetensors");

    Console console = Console.of("verify", base.toString(), "--trace", trace.toString());

    assertThat(console.exitCode()).isZero();
    assertThat(console.out())
        .containsPattern("loss +\\[14] .* ok")
        .containsPattern("final\\.model\\.layers\\.2\\.mlp\\.down_proj\\.delta_w .* ok");
  }

  @Test
  void namesAMethodThatHasNoReplay() throws IOException {
    Path traces = ORIGINAL.resolveSibling("traces");
    Path trace = model.resolve("trace-none.safetensors");
    Files.copy(traces.resolve("trace.json"), model.resolve("trace.json"));
    Files.copy(traces.resolve("trace-lora.safetensors"), trace);
    Console console = Console.of("verify", model.toString(), "--trace", trace.toString());

    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("trace-none.safetensors is a trace of the method none");
  }
}
