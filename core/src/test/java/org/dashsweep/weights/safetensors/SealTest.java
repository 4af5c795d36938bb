package org.dashsweep.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealTest {
  private static final Map<String, StoredTensor> TENSORS =
      Map.of(
          "a",
          new StoredTensor(ElementType.UINT8, List.of(5L), ByteBuffer.wrap(new byte[5])),
          "b",
          new StoredTensor(ElementType.FLOAT32, List.of(2L), ByteBuffer.allocate(8)));

  private final Path file;

  SealTest(@TempDir Path directory) {
    file = directory.resolve("sealed.safetensors");
  }

  @BeforeEach
  void write() {
    SafetensorsWriter.writeSealed(file, TENSORS, Map.of("note", "\"sha256\":\"" + "1".repeat(70)));
  }

  @Test
  void aFileAsItWasWrittenIsAccepted() {
    assertThatCode(() -> Seal.require(file)).doesNotThrowAnyException();
    Checkpoint checkpoint = SafetensorsReader.read(file);
    assertThat(checkpoint.tensors()).isEqualTo(TENSORS);
    assertThat(checkpoint.metadata()).containsKey("note").containsKey(Seal.KEY);
  }

  /** What other software finds with the digits taken out. */
  @Test
  void theSealIsTheSumOfAllOtherBytes() throws Exception {
    String seal = SafetensorsReader.read(file).metadata().get(Seal.KEY);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    byte[] others = text.replace(seal, "").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(text.length() - others.length).isEqualTo(64);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(others)))
        .isEqualTo(seal);
  }

  @Test
  void everyBitCounts() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      assertThatThrownBy(() -> Seal.require(file))
          .as("bit %d of %d bytes", bit, whole.length)
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @Test
  void aFileWithoutASealIsRefused() {
    SafetensorsWriter.write(file, TENSORS, Map.of());
    assertThatThrownBy(() -> Seal.require(file))
        .hasMessage("%s is damaged: no sha256 in the metadata", file);
  }
}
