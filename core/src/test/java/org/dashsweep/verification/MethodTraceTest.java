package org.dashsweep.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trains by every method as PEFT or its authors did. */
@Tag("native")
final class MethodTraceTest {
  private static final String SETTINGS = "trace-methods.json";

  private final Path folder;

  MethodTraceTest(@TempDir Path folder) {
    this.folder = folder;
    ModelCopy.copy("methods/" + SETTINGS, folder.resolve(SETTINGS));
  }

  static Iterator<String> traces() throws IOException {
    try (var in = MethodTraceTest.class.getResourceAsStream("methods/" + SETTINGS)) {
      return new JsonMapper().readTree(in).path("traces").fieldNames();
    }
  }

  @ParameterizedTest
  @MethodSource("traces")
  void trainsAsTheReferenceDid(String key) throws IOException {
    Verification verification = replay(key);

    assertThat(verification.checks()).filteredOn(TensorCheck::failed).isEmpty();
    assertThat(verification.passed()).isTrue();
    assertThat(verification.checks().stream().map(TensorCheck::name))
        .contains("loss", "norms", "samples", "first_grad_norms")
        .anyMatch(name -> name.startsWith("final."));
  }

  @Test
  void comparesMasksUpdateByUpdate() throws IOException {
    String text = Files.readString(folder.resolve(SETTINGS));
    Files.writeString(
        folder.resolve(SETTINGS), text.replace("\"target_rank\": 2", "\"target_rank\": 1"));

    assertThat(replay("adalora-bert").checks())
        .filteredOn(TensorCheck::failed)
        .extracting(TensorCheck::name)
        .contains("budget", "live_ranks");
  }

  @Test
  void failsForAnotherRatioOfRates() throws IOException {
    String text = Files.readString(folder.resolve(SETTINGS));
    assertThat(text).contains("is 16 times");
    Files.writeString(folder.resolve(SETTINGS), text.replace("is 16 times", "is 15 times"));

    assertThat(replay("lora-plus").checks())
        .filteredOn(TensorCheck::failed)
        .extracting(TensorCheck::name)
        .contains("loss", "norms");
  }

  private Verification replay(String key) throws IOException {
    JsonNode settings =
        new JsonMapper().readTree(folder.resolve(SETTINGS).toFile()).path("traces").path(key);
    String base = settings.path("base").asText();
    for (String file : List.of("config.json", "model.safetensors")) {
      ModelCopy.copy(base + "/" + file, folder.resolve(file));
    }
    Path trace = folder.resolve(settings.path("file").asText());
    ModelCopy.copy("methods/" + trace.getFileName(), trace);
    return Verifier.verifyTrace(folder, trace);
  }
}
