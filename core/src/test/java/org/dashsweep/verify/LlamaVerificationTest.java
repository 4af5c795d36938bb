package org.dashsweep.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
final class LlamaVerificationTest {
  private final Path folder;

  LlamaVerificationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama2-tiny", "llama3-tiny"})
  void agreesWithTransformers(String name) {
    ModelCopy.of(name, folder);

    Verification verification = Verifier.verify(folder);
    verification.checks().forEach(System.out::println);

    assertThat(verification.passed()).isTrue();
  }
}
