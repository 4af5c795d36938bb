package org.dashsweep.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.gguf.GgufResources;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
class GgufVerificationTest {
  private final Path folder;
  private final Path file;

  GgufVerificationTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.file = folder.resolve("llama.gguf");
    Files.copy(GgufResources.model("llama.gguf"), file);
    Files.copy(
        GgufResources.model("reference.safetensors"), folder.resolve("reference.safetensors"));
  }

  @Test
  void quantizedModelComputesWhatTransformersDoes() {
    Verification verification = Verifier.verify(file);
    assertThat(verification.checks()).hasSize(6).noneMatch(TensorCheck::failed);
    assertThat(Verifier.verify(folder).checks()).isEqualTo(verification.checks());
  }

  @Test
  void onlyOneFileIsTakenForTheModel() throws IOException {
    Files.copy(file, folder.resolve("other.gguf"));
    assertThatThrownBy(() -> Verifier.verify(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            folder
                + " holds 2 GGUF files and no other weights; name one of them as the model: llama.gguf, other.gguf");
  }

  /** The relative part does not hide what is wrong by a thousandth. */
  @Test
  void aThousandthIsBeyondTheTolerance() {
    for (double scale : new double[] {1, 38, 1000}) {
      assertThat(Tolerances.HIDDEN.limit(scale)).isLessThan(1e-3 * scale / 5);
    }
    assertThat(Tolerances.HIDDEN.limit(38)).isGreaterThan(1.2e-4);
    assertThat(Tolerances.HIDDEN.limit(1)).isLessThan(1.2e-4);
  }
}
