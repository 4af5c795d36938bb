package org.dashsweep.weights.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dashsweep.weights.CheckpointException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchArchiveTest {
  private static final byte[] NOTHING = new PickleBytes().code("}.").bytes();

  private final Path file;

  PyTorchArchiveTest(@TempDir Path directory) {
    this.file = directory.resolve("test.bin");
  }

  @Test
  void readsAnEmptyDictionary() throws IOException {
    archive(Map.of());
    assertThat(PyTorchReader.read(file).tensors()).isEmpty();
  }

  @Test
  void refusesOtherArchives() throws IOException {
    archive(Map.of("other/data.pkl", NOTHING));
    assertProblem("with 2 entries NAME/data.pkl");
    new PickleBytes().archive(file, Map.of("test/data.pkl", new byte[9 << 20]));
    assertProblem("at most 8388608 are read");
    archive(Map.of("test/byteorder", "big".getBytes(StandardCharsets.US_ASCII)));
    assertProblem("byte order big");
    archive(Map.of("test/byteorder", new byte[100]));
    assertProblem("test/byteorder of 100 bytes");
  }

  @Test
  void refusesAPickleWithAnotherChecksum() throws IOException {
    archive(Map.of());
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("}.")] = ']';
    Files.write(file, bytes);
    assertProblem("damaged entry test/data.pkl");
  }

  @Test
  void refusesTwoEntriesOfOneName() throws IOException {
    archive(Map.of("test/data/0", new byte[4], "test/data/1", new byte[4]));
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    Files.writeString(file, text.replace("data/1", "data/0"), StandardCharsets.ISO_8859_1);
    assertProblem("two entries called test/data/0");
  }

  private void archive(Map<String, byte[]> entries) throws IOException {
    new PickleBytes().code("}.").archive(file, entries);
  }

  private void assertProblem(String expected) {
    assertThatThrownBy(() -> PyTorchReader.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(expected);
  }
}
