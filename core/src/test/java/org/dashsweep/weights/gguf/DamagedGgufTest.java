package org.dashsweep.weights.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.dashsweep.source.gguf.GgufTokenizer;
import org.dashsweep.weights.CheckpointException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DamagedGgufTest {

  private final Path file;
  private final byte[] sound;
  private final int headerBytes;

  DamagedGgufTest(@TempDir Path folder) throws IOException {
    file = folder.resolve("x.gguf");
    sound = Files.readAllBytes(GgufResources.model("llama.gguf"));
    headerBytes = sound.length - tensorBytes();
  }

  private static int tensorBytes() {
    return GgufFile.read(GgufResources.model("llama.gguf")).tensors().values().stream()
        .mapToInt(tensor -> (tensor.bytes().capacity() + 31) / 32 * 32)
        .sum();
  }

  @Test
  void soundFileIsRead() throws IOException {
    Files.write(file, sound);
    GgufModel model = GgufModel.read(file);
    assertThat(model.checkpoint().tensors()).hasSize(20);
    assertThat(model.config().path("rope_parameters").toString())
        .isEqualTo(
            "{\"rope_theta\":10000.0,\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,\"original_max_position_embeddings\":64}");
  }

  /**
   * A header has no sum over it: a changed letter of a token cannot be seen, a weight's place can.
   */
  @Test
  void seededDamageIsRefusedByNameOrLeavesTheWeightsAsTheyAre() throws IOException {
    Files.write(file, sound);
    String original = GgufModel.read(file).checkpoint().fingerprint();
    Random random = new Random(14);
    int refused = 0;
    for (int variant = 0; variant < 300; variant++) {
      Files.write(file, damage(random, variant));
      try {
        GgufModel model = GgufModel.read(file);
        assertThat(model.checkpoint().fingerprint()).as("variant %d", variant).isEqualTo(original);
        GgufTokenizer.of(model.metadata());
      } catch (CheckpointException e) {
        refused++;
        assertThat(e.getMessage()).as("variant %d", variant).startsWith(file.toString());
      }
    }
    assertThat(refused).as("of 300 variants").isGreaterThan(150);
  }

  private byte[] damage(Random random, int variant) {
    byte[] damaged = sound.clone();
    // The tokens fill most of a header: half of the changes are before or behind them.
    int early = random.nextInt(900);
    int late = headerBytes - 1 - random.nextInt(1700);
    int at = variant % 2 == 0 ? early : late;
    switch (variant % 5) {
      case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> damaged = Arrays.copyOf(sound, 1 + random.nextInt(sound.length - 64));
      case 2 ->
          ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(at, random.nextLong());
      case 3 -> damaged[at] = (byte) random.nextInt();
      default -> ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(at, -1);
    }
    return damaged;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|4747|its beginning is not GGUF",
        "4|1|version must be 2 or 3, not 1",
        "4|50331648|version is in big-endian order; convert the file with gguf-convert-endian",
        "8|9999999|tensor_count needs 9999999 × 33 bytes or more",
        "16|9999999|metadata_kv_count needs 9999999 × 14 bytes or more",
        "24|9999999|key 0 needs 9999999 × 1 bytes or more",
        "52|77|general.architecture has the unknown value type 77",
        "52|9|general.architecture needs 7881700033987346432 × 4 bytes or more"
      })
  void headerIsRefusedByField(int at, int value, String problem) throws IOException {
    byte[] damaged = sound.clone();
    ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    assertRefused(damaged, problem);
  }

  @Test
  void tensorsAreRefusedByName() throws IOException {
    String name = "blk.0.attn_k.weight";
    // Behind the name: dimensions, sizes, type, offset.
    assertRefused(changed(name, 0, 5, 4), "tensor " + name + " must have 1 to 4 dimensions, not 5");
    assertRefused(changed(name, 4, 63, 8), "tensor " + name + " has rows of 63 numbers");
    assertRefused(changed(name, 4, 1L << 40, 8), "tensor " + name + " has the shape");
    assertRefused(changed(name, 12, 0, 8), "tensor " + name + " has the shape");
    assertRefused(changed(name, 12, 64, 8), "which overlaps the tensor before it or leaves a gap");
    assertRefused(changed(name, 20, 99, 4), "tensor " + name + " has the unknown type 99");
    assertRefused(
        changed(name, 20, 10, 4), "tensor " + name + " has type Q2_K, which is not supported");
    assertRefused(changed(name, 24, 7, 8), "which is no multiple of the alignment 32");
    assertRefused(changed(name, 24, 1L << 40, 8), "ends outside the file of");
    assertRefused(changed(name, 24, 0, 8), "which overlaps the tensor before it or leaves a gap");
    assertRefused(changed(name, 24, -32, 8), "ends outside the file of");
  }

  @Test
  void namesAreRefusedThatAreTwiceMissingOrUnknown() throws IOException {
    assertRefused(
        replaced("blk.0.attn_k.weight", "blk.0.attn_q.weight"),
        "tensor blk.0.attn_q.weight is there twice");
    assertRefused(
        replaced("blk.1.ffn_up.weight", "blk.1.ffn_no.weight"),
        "holds no tensor blk.1.ffn_up.weight");
    assertRefused(
        replaced("rope_freqs.weight", "rope_other.weight"),
        "holds the tensor rope_other.weight, for which the architecture llama of 2 blocks has no place");
    assertRefused(
        replaced("llama.context_length", "llama.context_lengt_"),
        "llama.context_length must be a whole number above 0 and below 2^31: missing");
    assertRefused(
        replaced("llama.context_length", "general.architecture"),
        "general.architecture is there twice");
    byte[] noText = replaced("general.name", "general.name");
    noText[place("general.name")] = (byte) 0xC0;
    assertRefused(noText, "is no text: its bytes are not UTF-8");
  }

  @Test
  void numbersThatAreNotFiniteAreRefusedByTensor() throws IOException {
    byte[] damaged = sound.clone();
    GgufFile whole = GgufFile.read(GgufResources.model("llama.gguf"));
    int at = headerBytes;
    for (GgufTensor tensor : whole.tensors().values()) {
      byte[] changed = damaged.clone();
      // Infinity as a float16 scale, a float16, a bfloat16 or the upper half of a float32.
      int type = tensor.type() == GgufType.F32 ? 2 : 0;
      int high = tensor.type() == GgufType.F32 || tensor.type() == GgufType.BF16 ? 0x7F80 : 0x7C00;
      ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(at + type, (short) high);
      Files.write(file, changed);
      assertThatThrownBy(() -> GgufModel.read(file).checkpoint().fingerprint())
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining(tensor.name())
          .hasMessageContaining("not finite");
      at += (tensor.bytes().capacity() + 31) / 32 * 32;
    }
  }

  private void assertRefused(byte[] damaged, String problem) throws IOException {
    Files.write(file, damaged);
    assertThatThrownBy(() -> GgufModel.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(problem);
  }

  private byte[] changed(String tensor, int behindName, long value, int bytes) {
    byte[] damaged = sound.clone();
    ByteBuffer buffer = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
    int at = place(tensor) + tensor.length() + behindName;
    if (bytes == Long.BYTES) {
      buffer.putLong(at, value);
    } else {
      buffer.putInt(at, (int) value);
    }
    return damaged;
  }

  private byte[] replaced(String name, String other) {
    byte[] damaged = sound.clone();
    byte[] text = other.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, damaged, place(name), text.length);
    return damaged;
  }

  private int place(String text) {
    return new String(sound, StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
