package org.dashsweep.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
final class TraceReplayTest {
  private final Path folder;

  TraceReplayTest(@TempDir Path folder) {
    this.folder = folder;
    ModelCopy.of("llama2-tiny", folder);
    for (String file :
        new String[] {"trace.json", "trace-lora.safetensors", "trace-lora-dash.safetensors"}) {
      ModelCopy.copy("traces/" + file, folder.resolve(file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "lora-dash"})
  void trainsAsTheReferenceDid(String method) {
    Verification verification = replay(method);
    verification.checks().forEach(System.out::println);

    assertThat(verification.passed()).isTrue();
  }

  private Verification replay(String method) {
    return Verifier.verifyTrace(folder, folder.resolve("trace-" + method + ".safetensors"));
  }
}
