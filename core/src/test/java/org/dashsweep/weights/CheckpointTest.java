package org.dashsweep.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  private static final StoredTensor A = TestTensors.floats(List.of(2L), 1f, 2f);
  private static final StoredTensor B = TestTensors.int64(7);

  @Test
  void namesTheSourceAndTheTensorItLacks() {
    Checkpoint checkpoint = checkpoint(Map.of("a", A));
    assertThat(checkpoint.tensor("a")).isEqualTo(A);
    assertThatThrownBy(() -> checkpoint.tensor("b"))
        .isInstanceOf(CheckpointException.class)
        .hasMessage("here holds no tensor b among its 1");
  }

  @Test
  void fingerprintIsThatOfTheWrittenDownFormat() {
    // Python: hashlib.sha256 over struct.pack('>i', len(name)) + name + struct.pack('>i',
    // len(type))
    // + type + struct.pack('>i', rank) + sizes as '>q' + little-endian data, names sorted.
    assertThat(checkpoint(Map.of("a", A, "b", B)).fingerprint())
        .isEqualTo("fd76355a1cc2e91a900ad2827df5afecbf1e66bba876d4de5f56065db610b6de");
  }

  @Test
  void fingerprintChangesWithEachPartOfTheContent() {
    assertThat(
            List.of(
                checkpoint(Map.of("a", A)).fingerprint(),
                checkpoint(Map.of("b", A)).fingerprint(),
                checkpoint(Map.of("a", TestTensors.floats(List.of(2L), 1f, 2.5f))).fingerprint(),
                checkpoint(Map.of("a", TestTensors.floats(List.of(1L, 2L), 1f, 2f))).fingerprint(),
                checkpoint(Map.of("a", new StoredTensor(ElementType.INT32, List.of(2L), A.bytes())))
                    .fingerprint(),
                checkpoint(Map.of("a", A, "b", B)).fingerprint()))
        .doesNotHaveDuplicates();
  }

  @Test
  void fingerprintDoesNotDependOnSourceOrMetadata() {
    Checkpoint elsewhere =
        new Checkpoint("there", new TreeMap<>(Map.of("a", A)), Map.of("format", "pt"));
    assertThat(elsewhere.fingerprint()).isEqualTo(checkpoint(Map.of("a", A)).fingerprint());
  }

  private static Checkpoint checkpoint(Map<String, StoredTensor> tensors) {
    return new Checkpoint("here", new TreeMap<>(tensors), Map.of());
  }
}
