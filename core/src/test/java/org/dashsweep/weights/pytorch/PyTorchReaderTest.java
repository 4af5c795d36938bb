package org.dashsweep.weights.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TestTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchReaderTest {
  private final Path directory;

  PyTorchReaderTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors.bin", "tensors-legacy.bin"})
  void readsWhatPyTorchWrote(String name) throws IOException {
    Checkpoint checkpoint = read(name);

    assertThat(checkpoint.tensors()).hasSize(18);
    for (StorageType storage : StorageType.values()) {
      ElementType type = storage.elementType();
      String tensor = type == ElementType.BOOLEAN ? "bool" : type.name().toLowerCase(Locale.ROOT);
      assertThat(checkpoint.tensor(tensor).type()).isEqualTo(type);
    }
    assertThat(checkpoint.tensor("float32").shape()).containsExactly(2L, 3L);
    assertThat(checkpoint.tensor("float32").toFloats())
        .containsExactly(1.5f, -2, 3.25f, 0, 1e-30f, -1e30f);
    assertThat(checkpoint.tensor("bfloat16").toFloats()).containsExactly(1, -2.5f, 3.140625f);
    assertThat(checkpoint.tensor("float16").toFloats()).containsExactly(1, -2.5f, 65504, 0x1p-24f);
    assertThat(checkpoint.tensor("int64").toLongs()).containsExactly(-1, 1L << 40);
    assertThat(checkpoint.tensor("int64").shape()).containsExactly(1L, 2L);
    assertThat(checkpoint.tensor("bool").bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, 1}));
    assertThat(checkpoint.tensor("scalar").shape()).isEmpty();
    assertThat(checkpoint.tensor("scalar").toFloats()).containsExactly(0.5f);
    assertThat(checkpoint.tensor("empty").shape()).containsExactly(0L, 5L);
    assertThat(checkpoint.tensor("parameter").toFloats()).containsExactly(4, 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors.bin", "tensors-legacy.bin"})
  void readsViews(String name) throws IOException {
    Checkpoint checkpoint = read(name);

    assertThat(checkpoint.tensor("shared_first").shape()).containsExactly(2L, 3L);
    assertThat(checkpoint.tensor("shared_first").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(checkpoint.tensor("shared_again")).isEqualTo(checkpoint.tensor("shared_first"));
    assertThat(checkpoint.tensor("shared_last").toFloats()).containsExactly(6, 7, 8, 9, 10, 11);
    // arange(24) as (2, 3, 4): element (i, j, k) is 12 i + 4 j + k.
    float[] permuted = new float[24];
    float[] sliced = new float[8];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 4; k++) {
          permuted[(k * 2 + i) * 3 + j] = 12 * i + 4 * j + k;
          if (j > 0 && k % 2 == 0) {
            sliced[(i * 2 + j - 1) * 2 + k / 2] = 12 * i + 4 * j + k;
          }
        }
      }
    }
    assertThat(checkpoint.tensor("transposed").shape()).containsExactly(4L, 2L, 3L);
    assertThat(checkpoint.tensor("transposed").toFloats()).isEqualTo(permuted);
    assertThat(checkpoint.tensor("sliced").shape()).containsExactly(2L, 2L, 2L);
    assertThat(checkpoint.tensor("sliced").toFloats()).isEqualTo(sliced);
  }

  @Test
  void bothFormatsHoldTheSame() throws IOException {
    assertThat(read("tensors-legacy.bin").fingerprint())
        .isEqualTo(read("tensors.bin").fingerprint());
  }

  @Test
  void readsAModulesState() throws IOException {
    Checkpoint module = read("module.bin");
    assertThat(module.tensors())
        .containsOnlyKeys(
            "0.weight",
            "0.bias",
            "1.weight",
            "1.bias",
            "1.running_mean",
            "1.running_var",
            "1.num_batches_tracked");
    assertThat(module.tensor("0.weight").shape()).containsExactly(2L, 3L);
    assertThat(module.tensor("1.num_batches_tracked").toLongs()).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors.bin", "tensors-legacy.bin"})
  void givesTheSameTensorsWhateverTheMappingsAre(String name) throws IOException {
    Path file = PyTorchFiles.copy(name, directory);
    String whole = PyTorchReader.read(file).fingerprint();
    assertThat(PyTorchReader.read(file, 1).fingerprint()).isEqualTo(whole);
    assertThat(PyTorchReader.read(file, 700).fingerprint()).isEqualTo(whole);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void tensorsAreReadInPlace() throws IOException {
    Path file = PyTorchFiles.copy("tensors.bin", directory);
    StoredTensor tensor = PyTorchReader.read(file).tensor("shared_last");
    byte[] bytes = Files.readAllBytes(file);
    int at = lastIndexOf(bytes, TestTensors.floatBytes(6, 7, 8, 9, 10, 11));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(TestTensors.floatBytes(-1)), at);
    }
    assertThat(tensor.toFloats()).startsWith(-1, 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hostile.bin|asks for posix.system in its pickle under layer.weight",
        "hostile-legacy.bin|asks for posix.system in its pickle under layer.weight",
        "expanded.bin|tensor w is impossible: it of shape",
        "nested.bin|holds a whole number under epoch, not a tensor",
        "tensor.bin|holds a tensor, not a dictionary of tensors; save model.state_dict()",
        "complex.bin|asks for torch.ComplexFloatStorage in its pickle under w",
        "sparse.bin|asks for torch._utils._rebuild_sparse_tensor in its pickle under w",
        "protocol4.bin|has protocol 4 where 2 is read",
        "compressed.bin|is compressed or encrypted",
      })
  void refusesAnythingElse(String name, String expected) throws IOException {
    Path file = PyTorchFiles.copy(name, directory);
    assertThatThrownBy(() -> PyTorchReader.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(expected);
    assertThat(Path.of("hostile-pickle-was-run")).doesNotExist();
  }

  @Test
  void refusesWhatIsNoFile() throws IOException {
    assertProblem(directory.resolve("none"), "does not exist");
    assertProblem(directory, "cannot be read");
    assertProblem(
        Files.write(directory.resolve("empty"), new byte[0]), "not what torch.save writes");
    assertProblem(
        Files.writeString(directory.resolve("text"), "a text that is no model"),
        "begins neither as a zip archive nor");
    assertProblem(
        Files.writeString(directory.resolve("zip"), "PK\u0003\u0004"),
        "is cut short or no zip archive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors.bin", "tensors-legacy.bin"})
  void refusesTruncatedFiles(String name) throws IOException {
    byte[] whole = Files.readAllBytes(PyTorchFiles.copy(name, directory));
    Random random = new Random(1);
    Path cut = directory.resolve("cut.bin");
    for (int length = 0; length < whole.length; length += 1 + random.nextInt(15)) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PyTorchReader.read(cut).fingerprint(), "cut at %s", length)
          .isInstanceOf(CheckpointException.class);
    }
  }

  /** Damage is refused, or is in a tensor's numbers, or in bytes that say nothing. */
  @Test
  void survivesDamagedBytesOfAnArchive() throws IOException {
    Path file = PyTorchFiles.copy("tensors.bin", directory);
    Checkpoint sound = PyTorchReader.read(file);
    byte[] whole = Files.readAllBytes(file);
    Path damaged = directory.resolve("damaged.bin");
    Random random = new Random(1);
    int refused = 0;
    int tried = 0;
    for (int at = 0; at < whole.length; at += 1 + random.nextInt(7)) {
      tried++;
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, bytes);
      try {
        Checkpoint read = PyTorchReader.read(damaged);
        read.fingerprint();
        assertThat(read.tensors()).as("byte %s", at).hasSameSizeAs(sound.tensors());
        sound
            .tensors()
            .forEach(
                (name, tensor) -> {
                  assertThat(read.tensor(name).type()).isEqualTo(tensor.type());
                  assertThat(read.tensor(name).shape()).isEqualTo(tensor.shape());
                });
        assertThat(differentBytes(sound, read)).as("byte %s", at).isLessThanOrEqualTo(2);
      } catch (CheckpointException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(tried / 4);
  }

  @Test
  void survivesDamagedBytesOfALegacyFile() throws IOException {
    byte[] whole = Files.readAllBytes(PyTorchFiles.copy("tensors-legacy.bin", directory));
    Path damaged = directory.resolve("damaged.bin");
    int refused = 0;
    Random random = new Random(2);
    int tried = 0;
    for (int at = 0; at < whole.length; at += 1 + random.nextInt(3)) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, bytes);
      tried++;
      try {
        // No checksum: what is read may be something else, but all of it can be read.
        PyTorchReader.read(damaged).fingerprint();
      } catch (CheckpointException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(tried / 2);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC}) // whose file systems do not store the hole
  void readsMoreThanTwoGibibytes() throws IOException {
    long elements = 1_500_000_000;
    Path file = PickleBytes.legacyFile(directory.resolve("large.bin"), List.of("a", "b"), elements);
    long start = Files.size(file) - 2 * (elements + Long.BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {11}), start + Long.BYTES + elements - 1);
      channel.write(ByteBuffer.wrap(new byte[] {22}), start + 2 * (elements + Long.BYTES) - 1);
    }
    Checkpoint checkpoint = PyTorchReader.read(file);
    assertThat(checkpoint.tensor("a").bytes().get((int) elements - 1)).isEqualTo((byte) 11);
    assertThat(checkpoint.tensor("b").bytes().get((int) elements - 1)).isEqualTo((byte) 22);
    Files.delete(file);
  }

  private static void assertProblem(Path file, String expected) {
    assertThatThrownBy(() -> PyTorchReader.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(expected);
  }

  private Checkpoint read(String name) throws IOException {
    return PyTorchReader.read(PyTorchFiles.copy(name, directory));
  }

  private static int differentBytes(Checkpoint first, Checkpoint second) {
    int different = 0;
    for (String name : first.tensors().keySet()) {
      byte[] one = TestTensors.bytes(first.tensor(name));
      byte[] other = TestTensors.bytes(second.tensor(name));
      for (int i = 0; i < one.length; i++) {
        different += one[i] == other[i] ? 0 : 1;
      }
    }
    return different;
  }

  private static int lastIndexOf(byte[] bytes, byte[] part) {
    for (int i = bytes.length - part.length; i >= 0; i--) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
