package org.dashsweep.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TestTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsWriterTest {
  private final Path directory;

  SafetensorsWriterTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(strings = {"peft-adapter.safetensors", "mixed-types.safetensors"})
  void rewritesAFileOfTheReferenceToTheByte(String name) throws IOException {
    byte[] reference;
    try (InputStream stream = SafetensorsWriterTest.class.getResourceAsStream(name)) {
      assertThat(stream).as(name).isNotNull();
      reference = stream.readAllBytes();
    }
    Path file = Files.write(directory.resolve(name), reference);
    Checkpoint read = SafetensorsReader.read(file);
    assertThat(written(read.tensors(), read.metadata())).isEqualTo(reference);
  }

  @Test
  void writesTheBytesThatTheReferencesOwnTestsExpect() throws IOException {
    // test_serialization_forced_alignement and test_empty in safetensors/src/tensor.rs
    StoredTensor tensor = TestTensors.floats(List.of(1L, 1L, 2L, 3L), 0, 1, 2, 3, 4, 5);
    assertThat(written(Map.of("attn0", tensor), Map.of()))
        .isEqualTo(
            TestTensors.concatenated(
                new byte[] {72, 0, 0, 0, 0, 0, 0, 0},
                "{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}       "
                    .getBytes(StandardCharsets.UTF_8),
                TestTensors.floatBytes(0, 1, 2, 3, 4, 5)));
    assertThat(written(Map.of(), Map.of("framework", "pt")))
        .isEqualTo(
            TestTensors.concatenated(
                new byte[] {40, 0, 0, 0, 0, 0, 0, 0},
                "{\"__metadata__\":{\"framework\":\"pt\"}}     ".getBytes(StandardCharsets.UTF_8)));
    assertThat(written(Map.of(), Map.of()))
        .isEqualTo(
            TestTensors.concatenated(
                new byte[] {8, 0, 0, 0, 0, 0, 0, 0}, "{}      ".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void doesNotDependOnTheOrderOfItsArguments() throws IOException {
    Map<String, StoredTensor> tensors = everyType();
    List<Map.Entry<String, StoredTensor>> entries = new ArrayList<>(tensors.entrySet());
    Collections.reverse(entries);
    Map<String, StoredTensor> reversed = new LinkedHashMap<>();
    entries.forEach(entry -> reversed.put(entry.getKey(), entry.getValue()));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("z", "1");
    metadata.put("a", "2");
    Map<String, String> metadataReversed = new LinkedHashMap<>();
    metadataReversed.put("a", "2");
    metadataReversed.put("z", "1");
    assertThat(written(reversed, metadataReversed)).isEqualTo(written(tensors, metadata));
  }

  @Test
  void comesBackAsItWas() {
    Path file = directory.resolve("round trip.safetensors");
    Map<String, String> metadata = Map.of("quote \"", "line\nbreak", "\u00e4", "\u4e16\u754c");
    SafetensorsWriter.write(file, everyType(), metadata);
    Checkpoint read = SafetensorsReader.read(file);
    assertThat(read.tensors()).isEqualTo(everyType());
    assertThat(read.metadata()).isEqualTo(metadata);
  }

  @Test
  void replacesAFileAndLeavesNothingBeside() throws IOException {
    Path file = Files.writeString(directory.resolve("model.safetensors"), "old");
    SafetensorsWriter.write(file, everyType(), Map.of());
    assertThat(SafetensorsReader.read(file).tensors()).isEqualTo(everyType());
    assertThat(listed()).containsExactly(file);
  }

  @Test
  void keepsTheOldFileWhenItFails() throws IOException {
    Path file = Files.writeString(directory.resolve("model.safetensors"), "old");
    StoredTensor tensor = TestTensors.int64(1);
    assertThatThrownBy(
            () -> SafetensorsWriter.write(file, Map.of("__metadata__", tensor), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("__metadata__");
    assertThat(file).hasContent("old");
    assertThat(listed()).containsExactly(file);
  }

  @Test
  void namesTheFileItCannotWrite() {
    Path file = directory.resolve("missing").resolve("model.safetensors");
    assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), Map.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot write " + file + ": NoSuchFileException");
  }

  private static Map<String, StoredTensor> everyType() {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    int seed = 0;
    for (ElementType type : ElementType.values()) {
      seed++;
      ByteBuffer bytes = ByteBuffer.allocate(type.bits() / 2);
      for (int i = 0; i < bytes.capacity(); i++) {
        bytes.put(i, (byte) (7 * i + seed));
      }
      tensors.put("of " + type, new StoredTensor(type, List.of(4L, 1L), bytes));
    }
    tensors.put("empty", new StoredTensor(ElementType.INT16, List.of(0L), ByteBuffer.allocate(0)));
    tensors.put("scalar", TestTensors.int64(-5));
    return tensors;
  }

  private List<Path> listed() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static byte[] written(Map<String, StoredTensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    SafetensorsWriter.write(stream, tensors, metadata);
    return stream.toByteArray();
  }
}
